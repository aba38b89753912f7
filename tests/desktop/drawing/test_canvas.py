import subprocess
import sys
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from handdraw_desktop.canvas import PAPER, SIDE, Canvas, Point


def drawn(*points: Point, pen_px: float = 16) -> Canvas:
    canvas = Canvas(pen_px)
    canvas.press(points[0])
    for point in points[1:]:
        canvas.move(point)
    canvas.lift()
    return canvas


def test_a_new_canvas_is_white_280x280() -> None:
    canvas = Canvas(16)

    assert np.array_equal(canvas.pixels, np.full((280, 280), 255, np.uint8))
    assert (str(canvas.pixels.dtype), canvas.is_blank, canvas.revision) == ("uint8", True, 0)


def test_a_line_is_as_wide_as_the_pen_and_has_round_ends() -> None:
    ink = drawn((100, 100), (200, 100)).pixels < 128

    assert (ink[:, 150].sum(), ink[100].sum(), ink[100 - 8].sum()) == (16, 116, 106)


def test_a_press_alone_leaves_a_round_dot() -> None:
    dark = (PAPER - drawn((140, 140), pen_px=20).pixels.astype(float)) / PAPER

    assert dark.sum() == pytest.approx(np.pi * 10**2, rel=0.01)
    assert np.array_equal(dark, dark.T)
    assert np.array_equal(dark, dark[::-1])


def test_edges_are_smooth_and_the_middle_is_black() -> None:
    greys = np.unique(drawn((50, 60), (220, 190)).pixels)

    assert (greys[0], greys[-1], len(greys) > 20) == (0, PAPER, True)


def test_where_strokes_cross_nothing_gets_lighter_or_is_counted_twice() -> None:
    canvas = drawn((50, 50), (200, 200))
    before = canvas.pixels.copy()
    canvas.press((50, 200))
    canvas.move((200, 50))

    assert np.array_equal(canvas.pixels, np.minimum(before, drawn((50, 200), (200, 50)).pixels))


def test_a_line_drawn_in_two_moves_is_the_line() -> None:
    whole = drawn((20, 30), (260, 30)).pixels

    assert np.array_equal(drawn((20, 30), (131, 30), (260, 30)).pixels, whole)


@pytest.mark.parametrize("point", [(-100.0, 140.0), (380.0, 140.0), (140.0, -1e6), (140.0, 1e6)])
def test_ink_beyond_the_canvas_is_lost_and_hurts_nobody(point: Point) -> None:
    canvas = drawn(point)

    assert canvas.is_blank


def test_a_stroke_that_leaves_the_canvas_goes_on_to_its_edge() -> None:
    canvas = drawn((140, 140), (500, 140))

    assert canvas.pixels[140, SIDE - 1] == 0


def test_moving_with_the_pen_up_draws_nothing() -> None:
    canvas = Canvas(16)
    canvas.move((100, 100))

    assert (canvas.is_blank, canvas.revision) == (True, 0)


def test_every_change_and_nothing_else_is_a_new_revision() -> None:
    canvas = Canvas(16)
    revisions = [canvas.revision]
    changes: list[Callable[[], None]] = [
        lambda: canvas.press((10, 10)),
        lambda: canvas.move((20, 20)),
        canvas.lift,
        canvas.undo,
        canvas.undo,
        canvas.clear,
    ]
    for change in changes:
        change()
        revisions.append(canvas.revision)

    assert revisions == [0, 1, 2, 2, 3, 3, 3]


def test_undo_takes_back_strokes_one_by_one_and_a_clear_too() -> None:
    canvas = drawn((50, 50), (100, 50))
    first = canvas.pixels.copy()
    canvas.press((50, 150))
    canvas.lift()
    second = canvas.pixels.copy()
    canvas.clear()
    cleared = canvas.is_blank
    canvas.undo()
    after_one = canvas.pixels.copy()
    canvas.undo()
    after_two = canvas.pixels.copy()
    canvas.undo()

    assert (cleared, np.array_equal(after_one, second), np.array_equal(after_two, first)) == (True, True, True)
    assert (canvas.is_blank, canvas.can_undo) == (True, False)


def test_the_png_holds_every_pixel() -> None:
    canvas = drawn((50, 60), (220, 190))
    image = Image.open(BytesIO(canvas.png()))

    assert (image.format, image.mode, np.array_equal(np.asarray(image), canvas.pixels)) == ("PNG", "L", True)


@pytest.mark.parametrize("module", ["canvas", "session", "hearing", "gateway", "album"])
def test_what_knows_no_pygame_imports_none(module: str) -> None:
    said = f"import sys, handdraw_desktop.{module}; print('pygame' in sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "False"
