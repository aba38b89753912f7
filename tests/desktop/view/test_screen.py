"""Pixels, under SDL's dummy driver."""

from dataclasses import replace

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from handdraw_contracts.classifications import Classification
from handdraw_desktop.drawing.raster import rasterise
from handdraw_desktop.drawing.strokes import Drawing, Stroke
from handdraw_desktop.gateway.calls import Away, Present, Reason
from handdraw_desktop.keys import Action
from handdraw_desktop.language import Language
from handdraw_desktop.layout import FULL, Look, Say, Size, lay_out
from handdraw_desktop.pages import Cover, Page
from handdraw_desktop.session.history import Entry, Reading
from handdraw_desktop.session.state import Session
from handdraw_desktop.view.palette import DARK, LIGHT, PALETTES, Colour, Palette
from handdraw_desktop.view.picture import Hands, picture
from handdraw_desktop.view.screen import Picture, Screen
from handdraw_desktop.words.wording import Words, load_words

from ..answers import KEY, OTHER_KEY, read

pytestmark = pytest.mark.usefixtures("window")
LINE = Stroke(((50, 60), (220, 190)), 16)
DRAWN = Drawing(KEY, (LINE,))
DRAWN_ON = Drawing(OTHER_KEY, (Stroke((*LINE.points, (230, 60)), 16),))
EMPTY = Session(Drawing(OTHER_KEY), link=Present("1"))
READ = Session(DRAWN, (Entry(DRAWN, read(7)),), link=Present("1"))
ALL = Hands(frozenset(Action))
ENGLISH = load_words(Language.ENGLISH)


def seen(
    session: Session, size: Size = FULL, hands: Hands = ALL, words: Words = ENGLISH, palette: Palette = LIGHT
) -> Picture:
    return picture(lay_out(size), session, hands, words, palette)


def pixels(of: Picture, size: Size = FULL) -> NDArray[np.uint8]:
    """[height, width, 3]"""
    window = pygame.Surface(size)
    Screen().draw(window, of)
    return array(window)


def array(window: pygame.Surface) -> NDArray[np.uint8]:
    return pygame.surfarray.array3d(window).swapaxes(0, 1)


def part(of: Picture, place: pygame.Rect | None) -> NDArray[np.uint8]:
    assert place is not None
    return pixels(of)[place.top : place.bottom, place.left : place.right]


def holds(image: NDArray[np.uint8], colour: Colour) -> bool:
    """Letters are smoothed: as good as the colour will do."""
    return bool((np.abs(image.astype(int) - colour) < 24).all(axis=2).any())


@pytest.mark.parametrize("palette", PALETTES.values())
def test_the_canvas_shows_the_drawing_sharp_in_the_colours_of_paper_and_pen(palette: Palette) -> None:
    shown = part(seen(READ, palette=palette), lay_out(FULL).canvas)[1:-1, 1:-1, 0].astype(float)
    ink = rasterise(DRAWN, 560)[1:-1, 1:-1] / 255

    assert np.abs(shown - (palette.pen[0] + (palette.paper[0] - palette.pen[0]) * ink)).max() <= 1


def test_the_bar_of_the_digit_that_was_read_is_as_long_as_its_probability() -> None:
    bars = lay_out(FULL).bars
    accent = (part(seen(READ), bars) == LIGHT.accent).all(axis=2).sum(axis=1).max()
    whole = (part(seen(EMPTY), bars) == LIGHT.track).all(axis=2).sum(axis=1).max()

    assert accent / whole == pytest.approx(0.91, abs=0.02)


def test_the_28x28_that_the_network_saw_is_shown_enlarged() -> None:
    glyph = part(seen(READ), lay_out(FULL).glyph)
    side = len(glyph) - 2 * 14
    middles = [14 + round((number + 0.5) * side / 28) for number in range(28)]

    assert np.array_equal(glyph[np.ix_(middles, middles)][:, :, 0], np.array([*range(196)] * 4).reshape(28, 28))


def test_what_the_network_looked_at_is_hot() -> None:
    looked = _explained(read(7, KEY), tuple(float(number == 400) for number in range(784)))
    session = replace(READ, explains=True, reading=Reading(KEY, looked))
    cool, hot = (part(seen(one), lay_out(FULL).glyph) for one in (READ, session))

    assert (holds(cool, (214, 64, 32)), holds(hot, (214, 64, 32))) == (False, True)


def _explained(answer: Classification, saliency: tuple[float, ...]) -> Classification:
    class Explained(Classification):
        saliency: tuple[float, ...] | None = None

    return Explained(**answer.model_dump() | {"saliency": saliency})


@pytest.mark.parametrize(
    ("session", "colour"),
    [
        (EMPTY, LIGHT.good),
        (replace(EMPTY, link=Away(Reason.BUSY)), LIGHT.problem),
        (replace(EMPTY, link=Away(Reason.NOT_THE_GATEWAY)), LIGHT.problem),
        (replace(EMPTY, link=None), LIGHT.muted),
    ],
)
def test_the_lamp_has_the_colour_of_the_gateway(session: Session, colour: Colour) -> None:
    status = part(seen(session), lay_out(FULL).status)

    assert {one for one in (LIGHT.good, LIGHT.problem) if holds(status, one)} == {colour} - {LIGHT.muted}
    assert holds(status, colour)


def test_a_button_says_whether_it_can_be_pressed_and_is() -> None:
    place = lay_out(FULL).buttons[Action.CLASSIFY]
    states = [
        Hands(),
        ALL,
        replace(ALL, hovered=Action.CLASSIFY),
        replace(ALL, hovered=Action.CLASSIFY, pressed=Action.CLASSIFY),
    ]
    faces = [tuple(pixels(seen(READ, hands=hands))[place.top + 5, place.centerx].tolist()) for hands in states]

    assert faces == [LIGHT.flat, LIGHT.accent, LIGHT.accent_hover, LIGHT.accent_pressed]


@pytest.mark.parametrize("target", [Action.CLEAR, Action.CLASSIFY, Say(0), Say(7), Look(0)])
@pytest.mark.parametrize("palette", PALETTES.values())
def test_where_the_keyboard_is_has_a_ring_and_nothing_else_has(target: object, palette: Palette) -> None:
    place = dict(lay_out(FULL).targets())[target]  # type: ignore[index]
    hands = replace(ALL, focused=target)  # type: ignore[arg-type]
    ringed = (pixels(seen(READ, hands=hands, palette=palette)) == palette.focus).all(axis=2)
    rows, columns = ringed.any(axis=1).nonzero()[0], ringed.any(axis=0).nonzero()[0]

    assert (columns[0], rows[0], columns[-1] + 1, rows[-1] + 1) == (place.left, place.top, place.right, place.bottom)


def test_beside_a_label_stands_a_small_picture_of_what_it_speaks_of() -> None:
    answer = lay_out(FULL).answer
    said = replace(READ, history=(Entry(DRAWN, read(7), said=7, taken=True),))
    paper = [(part(seen(one), answer) == LIGHT.paper).all(axis=2).sum() for one in (READ, said)]

    assert paper[0] == 0
    assert paper[1] > 300


def test_warnings_are_said() -> None:
    warned = replace(READ, history=(Entry(DRAWN, read(7, KEY, "touches_edge")),))
    answer = lay_out(FULL).answer

    assert [holds(part(seen(one), answer), LIGHT.warning) for one in (READ, warned)] == [False, True]


def test_an_answer_from_before_the_gateway_went_is_marked() -> None:
    stale = Session(DRAWN_ON, reading=Reading(KEY, read(7)), link=Away(Reason.TOO_SLOW))

    assert holds(part(seen(stale), lay_out(FULL).answer), LIGHT.warning)


def test_the_strip_shows_the_drawings_that_are_not_hidden() -> None:
    strip = lay_out(FULL).strip
    hidden = replace(READ, history=(Entry(DRAWN, read(7), hidden=True),))
    papers = [(part(seen(one), strip[0]) == LIGHT.paper).all(axis=2).any() for one in (READ, hidden, EMPTY)]

    assert papers == [True, False, False]


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (50, 50), (160, 160), (230, 400), (500, 380), FULL, (4000, 3000)])
@pytest.mark.parametrize("session", [EMPTY, READ])
@pytest.mark.parametrize("helped", [False, True])
def test_a_window_of_any_size_is_drawn(size: Size, session: Session, helped: bool) -> None:
    shown = pixels(seen(session, size, replace(ALL, cover=Cover(Page.HELP) if helped else None)), size)

    assert shown.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("language", Language)
def test_the_page_of_the_keys_covers_the_window_in_any_language(language: Language) -> None:
    page = seen(READ, hands=replace(ALL, cover=Cover(Page.HELP)), words=load_words(language), palette=DARK)
    shown = pixels(page)

    assert (page.paper, shown[0, 0].tolist(), holds(shown, DARK.ink)) == (None, list(DARK.ground), True)


def changed(screen: Screen, window: pygame.Surface, of: Picture) -> list[tuple[int, ...]]:
    """What is drawn; and nothing else differs, and all is as if drawn at once."""
    before = array(window).copy()
    dirty = screen.draw(window, of)
    outside = np.ones(before.shape[:2], bool)
    for place in dirty:
        outside[place.top : place.bottom, place.left : place.right] = False
    assert np.array_equal(before[outside], array(window)[outside])
    assert np.array_equal(array(window), pixels(of, window.get_size()))
    return [tuple(place) for place in dirty]


def test_only_what_changed_is_drawn_and_the_picture_is_as_if_drawn_at_once() -> None:
    screen, window, layout = Screen(), pygame.Surface(FULL), lay_out(FULL)
    assert layout.status is not None
    whole = changed(screen, window, seen(READ))
    same = changed(screen, window, seen(READ))
    hovered = changed(screen, window, seen(READ, hands=replace(ALL, hovered=Say(3))))
    counted = changed(screen, window, seen(READ.counted(4), hands=replace(ALL, hovered=Say(3))))

    assert (whole[0], same, hovered, counted) == (
        (0, 0, *FULL),
        [],
        [tuple(layout.digits[3])],
        [tuple(layout.status)],
    )


def test_of_a_stroke_that_goes_on_a_small_place_is_drawn() -> None:
    screen, window = Screen(), pygame.Surface(FULL)
    points = tuple((20.0 + 10 * number, 140.0) for number in range(20))
    session = replace(READ, drawing=Drawing(KEY, (Stroke(points[:-1], 16),)), history=(), reading=None)
    changed(screen, window, seen(session))
    more = replace(session, drawing=Drawing(OTHER_KEY, (Stroke(points, 16),)))
    ((_, _, width, height),) = changed(screen, window, seen(more))

    assert (width < 110, height < 50) == (True, True)


@pytest.mark.parametrize(
    "pictures",
    [
        (seen(READ), seen(EMPTY), seen(READ)),
        (seen(READ), seen(READ, hands=replace(ALL, cover=Cover(Page.HELP))), seen(READ)),
        (seen(READ), seen(READ, palette=DARK), seen(READ, words=load_words(Language.KOREAN))),
        (seen(READ), seen(replace(READ, drawing=DRAWN_ON)), seen(READ)),
    ],
)
def test_any_picture_may_follow_any_other(pictures: tuple[Picture, ...]) -> None:
    screen, window = Screen(), pygame.Surface(FULL)

    assert [bool(changed(screen, window, one)) for one in pictures] == [True, True, True]


def test_a_window_that_has_lost_its_picture_is_drawn_again() -> None:
    screen, window = Screen(), pygame.Surface(FULL)
    screen.draw(window, seen(READ))
    window.fill((0, 0, 0))
    screen.forget()

    assert changed(screen, window, seen(READ))[0] == (0, 0, *FULL)
