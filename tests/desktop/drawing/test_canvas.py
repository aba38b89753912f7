import subprocess
import sys
from collections.abc import Callable
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handdraw_desktop.drawing.canvas import THINNEST_PX, WIDEST_PX, Canvas
from handdraw_desktop.drawing.raster import png, rasterise
from handdraw_desktop.drawing.strokes import Drawing, Point, Stroke


class Ids:
    """1, 2, 3 ..."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self) -> UUID:
        self.last += 1
        return UUID(int=self.last)


def canvas() -> Canvas:
    return Canvas(16, Ids())


def draw(on: Canvas, *points: Point, erases: bool = False) -> Drawing:
    on.press(points[0], erases=erases)
    for point in points[1:]:
        on.move(point)
    on.lift()
    return on.drawing


def after(on: Canvas, deed: Callable[[], None]) -> Drawing:
    deed()
    return on.drawing


def test_a_new_canvas_is_blank_and_has_nothing_to_undo() -> None:
    new = canvas()

    assert (new.drawing, new.pen_is_down, new.can_undo, new.can_redo) == (Drawing(UUID(int=1)), False, False, False)


def test_a_stroke_is_its_points_at_the_pens_width() -> None:
    drawing = draw(canvas(), (10, 10), (20, 20), (20, 20), (30, 10))

    assert drawing.strokes == (Stroke(((10, 10), (20, 20), (30, 10)), 16),)


def test_a_press_alone_leaves_a_dot() -> None:
    assert draw(canvas(), (10, 10)).strokes == (Stroke(((10, 10),), 16),)


def test_each_state_of_a_stroke_is_a_drawing_of_its_own_and_lifting_the_pen_makes_no_other() -> None:
    one = canvas()
    seen = [one.drawing.id]
    actions: list[Callable[[], None]] = [
        lambda: one.press((10, 10)),
        lambda: one.move((20, 20)),
        one.lift,
        lambda: one.move((90, 90)),
        one.lift,
    ]
    for action in actions:
        action()
        seen.append(one.drawing.id)

    assert len(set(seen[:3])) == 3
    assert seen[3:] == [seen[2]] * 3


def test_undo_and_redo_go_back_to_the_very_same_drawings() -> None:
    one = canvas()
    blank = one.drawing
    first, second = draw(one, (50, 50), (100, 50)), draw(one, (50, 150))
    one.clear()
    cleared = one.drawing
    back = [after(one, one.undo) for _ in range(4)]
    forth = [after(one, one.redo) for _ in range(4)]

    assert back == [second, first, blank, blank]
    assert forth == [first, second, cleared, cleared]
    assert len({drawing.id for drawing in (blank, first, second, cleared)}) == 4


def test_what_was_undone_is_gone_once_something_else_is_drawn() -> None:
    one = canvas()
    first = draw(one, (50, 50))
    one.undo()
    second = draw(one, (90, 90))
    one.redo()

    assert (one.drawing, one.can_redo, first.id == second.id) == (second, False, False)


def test_undo_while_the_pen_is_down_takes_the_stroke_back_and_lifts_the_pen() -> None:
    one = canvas()
    blank = one.drawing
    one.press((50, 50))
    could = one.can_undo
    one.undo()
    one.move((100, 100))

    assert (could, one.drawing, one.pen_is_down) == (True, blank, False)


def test_an_eraser_is_twice_as_wide_and_its_strokes_are_strokes() -> None:
    one = canvas()
    draw(one, (50, 50), (150, 50))
    drawing = draw(one, (100, 30), (100, 70), erases=True)

    assert drawing.strokes[1:] == (Stroke(((100, 30), (100, 70)), 32, erases=True),)


def test_what_changes_no_pixel_is_no_other_drawing() -> None:
    one = canvas()
    blank = draw(one, (50, 50), (90, 50), erases=True)
    drawn = draw(one, (100, 100), (200, 100))
    again = draw(one, (150, 100))
    beside = draw(one, (150, 200), erases=True)

    assert (blank.id, again, beside) == (UUID(int=1), drawn, drawn)
    one.undo()
    assert (one.drawing, one.can_undo) == (blank, False)


def test_a_drawing_of_which_all_is_erased_is_blank_paper_and_undo_brings_it_back() -> None:
    one = canvas()
    drawn = draw(one, (100, 100), (110, 100))
    erased = draw(one, (90, 100), (120, 100), erases=True)
    one.undo()

    assert (erased.strokes, erased.id == UUID(int=1), one.drawing) == ((), False, drawn)


def test_clearing_blank_paper_does_nothing() -> None:
    one = canvas()
    one.clear()

    assert (one.drawing.id, one.can_undo) == (UUID(int=1), False)


def test_a_drawing_of_before_can_be_shown_again_and_undo_leaves_it() -> None:
    one = canvas()
    first = draw(one, (50, 50))
    one.clear()
    second = draw(one, (90, 90))
    one.show(first)
    shown = one.drawing
    one.show(first)
    one.undo()

    assert (shown, one.drawing) == (first, second)


def test_the_pens_width_is_the_next_strokes_and_has_limits() -> None:
    one = canvas()
    one.press((50, 50))
    one.widen(4)
    one.move((60, 50))
    one.lift()
    widths = [one.drawing.strokes[0].width_px, draw(one, (90, 90)).strokes[1].width_px]
    one.widen(1000)
    widest = one.pen_px
    one.widen(-1000)

    assert (widths, widest, one.pen_px) == ([16, 20], WIDEST_PX, THINNEST_PX)


POINTS = st.tuples(st.integers(-20, 300), st.integers(-20, 300))
DEEDS = st.one_of(
    st.tuples(st.just("press"), POINTS, st.booleans()),
    st.tuples(st.just("move"), POINTS),
    st.tuples(st.sampled_from(["lift", "undo", "redo", "clear"])),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(DEEDS, max_size=25))
def test_one_id_is_one_picture_whatever_is_done(deeds: list[tuple[object, ...]]) -> None:
    one = canvas()
    pictures: dict[UUID, bytes] = {}
    for name, *values in deeds:
        if name == "press":
            one.press(values[0], erases=bool(values[1]))  # type: ignore[arg-type]
        else:
            getattr(one, str(name))(*values)
        assert one.png() == png(one.drawing)
        assert pictures.setdefault(one.drawing.id, one.png()) == one.png()
        assert one.drawing.is_blank == bool((rasterise(one.drawing) == 255).all())


@pytest.mark.parametrize("module", ["drawing.canvas", "session.status", "session.hearing", "album"])
def test_what_knows_no_pygame_imports_none(module: str) -> None:
    said = f"import sys, handdraw_desktop.{module}; print('pygame' in sys.modules, 'httpx' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "False False"
