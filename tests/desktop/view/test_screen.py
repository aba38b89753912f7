"""Pixels, under SDL's dummy driver."""

from dataclasses import replace
from typing import get_args

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from handdraw_contracts.wire import WarningCode
from handdraw_desktop import palette
from handdraw_desktop.brush import Anchor, Brush, Letters, Place
from handdraw_desktop.canvas import Canvas
from handdraw_desktop.controls import Action
from handdraw_desktop.layout import FULL, Size, lay_out
from handdraw_desktop.panel import WORDS, draw_answer, percent, say_warning
from handdraw_desktop.screen import Screen, View
from handdraw_desktop.session import Label, Message, Reading, Session

from .answers import KEY, read

pytestmark = pytest.mark.usefixtures("window")
EMPTY = Session(link="present")
READ = replace(EMPTY, blank=False, revision=1, shown=Reading(1, read(7), recorded=True), label=Label(7))
BLANK = Canvas(16).pixels


def view(session: Session, size: Size = FULL, pixels: NDArray[np.uint8] = BLANK, **changes: object) -> View:
    seen = View(lay_out(size), session, session.revision, frozenset(Action), None, None, pixels)
    return replace(seen, **changes)  # type: ignore[arg-type]


def picture(seen: View) -> NDArray[np.uint8]:
    """[height, width, 3]"""
    window = pygame.Surface(seen.layout.window.size)
    Screen().draw(window, seen)
    return pygame.surfarray.array3d(window).swapaxes(0, 1)


def part(seen: View, place: pygame.Rect | None) -> NDArray[np.uint8]:
    assert place is not None
    return picture(seen)[place.top : place.bottom, place.left : place.right]


def holds(pixels: NDArray[np.uint8], colour: palette.Colour) -> bool:
    """Letters are smoothed: as good as the colour will do."""
    return bool((np.abs(pixels.astype(int) - colour) < 24).all(axis=2).any())


def test_the_canvas_shows_the_drawing_pixel_by_pixel() -> None:
    canvas = Canvas(16)
    canvas.press((50, 60))
    canvas.move((220, 190))
    seen = view(replace(READ, revision=2), pixels=canvas.pixels)
    shown = part(seen, seen.layout.canvas)[::2, ::2, 0].astype(int)

    assert np.abs(shown - canvas.pixels)[1:-1, 1:-1].mean() < 2


def test_the_bar_of_the_digit_that_was_read_is_as_long_as_its_probability() -> None:
    seen = view(READ)
    accent = (part(seen, seen.layout.bars) == palette.ACCENT).all(axis=2).sum(axis=1).max()
    whole = (part(view(EMPTY), seen.layout.bars) == palette.TRACK).all(axis=2).sum(axis=1).max()

    assert accent / whole == pytest.approx(0.91, abs=0.02)


def test_the_28x28_that_the_network_saw_is_shown_enlarged() -> None:
    seen = view(READ)
    glyph = part(seen, seen.layout.glyph)
    grey = np.array([*range(196)] * 4).reshape(28, 28)
    place = glyph[14 : 14 + 112, 14 : 14 + 112, 0]

    assert np.array_equal(place[2::4, 2::4], grey)


@pytest.mark.parametrize(
    ("session", "colour"),
    [
        (EMPTY, palette.GOOD),
        (replace(EMPTY, link="away"), palette.PROBLEM),
        (replace(EMPTY, message=Message("Not saved", "problem")), palette.PROBLEM),
    ],
)
def test_the_status_line_has_the_colour_of_what_it_says(session: Session, colour: palette.Colour) -> None:
    seen = view(session)

    assert holds(part(seen, seen.layout.status), colour)


def test_a_button_says_whether_it_can_be_pressed_and_is() -> None:
    place = lay_out(FULL).buttons[Action.CLASSIFY]
    states = [
        view(READ, enabled=frozenset()),
        view(READ),
        view(READ, hovered=Action.CLASSIFY),
        view(READ, hovered=Action.CLASSIFY, pressed=Action.CLASSIFY),
    ]
    faces = [tuple(picture(seen)[place.top + 5, place.centerx].tolist()) for seen in states]

    assert faces == [palette.TRACK, palette.ACCENT, palette.ACCENT_HOVER, palette.ACCENT_PRESSED]


@pytest.mark.parametrize("code", ["touches_edge", "upside_down"])
def test_warnings_are_said(code: str) -> None:
    warned = replace(READ, shown=Reading(1, read(7, KEY, code), recorded=False))
    seen = view(warned)

    assert holds(part(seen, seen.layout.answer), palette.WARNING)


def test_there_are_words_for_every_warning() -> None:
    assert set(WORDS) == set(get_args(WarningCode))


class Shortening(Brush):
    """Notes the lines that had no room."""

    def __init__(self) -> None:
        super().__init__(pygame.Surface(FULL), 1)
        self.shortened = list[str]()

    def text(
        self, text: str, letters: Letters, at: Place, anchor: Anchor = "topleft", width: float = 10_000
    ) -> pygame.Rect:
        rect = super().text(text, letters, at, anchor, width)
        if rect.width < self.width(text, letters.units):
            self.shortened.append(text)
        return rect


@pytest.mark.parametrize("code", WORDS)
def test_the_words_of_a_warning_have_room(code: str) -> None:
    brush, seen = Shortening(), view(replace(READ, shown=Reading(1, read(7, KEY, code), recorded=True)))
    assert seen.layout.answer is not None
    draw_answer(brush, seen.layout.answer, seen.session)

    assert brush.shortened == []


def test_a_warning_that_only_a_newer_gateway_knows_speaks_for_itself() -> None:
    assert say_warning("upside_down") == "Upside down"


def test_an_answer_from_before_the_gateway_went_is_marked() -> None:
    stale = view(replace(READ, revision=2, link="away"))

    assert holds(part(stale, stale.layout.answer), palette.WARNING)


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (50, 50), (160, 160), (230, 400), (500, 380), FULL, (4000, 3000)])
@pytest.mark.parametrize("session", [EMPTY, READ])
def test_a_window_of_any_size_is_drawn(size: Size, session: Session) -> None:
    assert picture(view(session, size)).shape == (size[1], size[0], 3)


def test_in_a_window_of_50x50_the_drawing_is_seen() -> None:
    canvas = Canvas(30)
    canvas.press((140, 140))
    seen = view(replace(READ, revision=2), (50, 50), canvas.pixels)

    assert picture(seen)[25, 25].tolist() == [0, 0, 0]


def test_what_anybody_writes_into_a_message_is_drawn_in_its_place() -> None:
    seen = view(replace(EMPTY, message=Message("null \0, line\nbreak, " + "\U0001f600 wide " * 1000)))
    beyond = seen.layout.window.bottom - seen.layout.status.height if seen.layout.status else 0

    assert np.array_equal(picture(seen)[:beyond], picture(view(EMPTY))[:beyond])


def test_an_equal_view_is_not_drawn_again_until_the_window_has_lost_it() -> None:
    screen, window = Screen(), pygame.Surface(FULL)
    drawn = [screen.draw(window, view(READ)), screen.draw(window, view(READ)), screen.draw(window, view(EMPTY))]
    screen.forget()

    assert [*drawn, screen.draw(window, view(EMPTY))] == [True, False, True, True]


@pytest.mark.parametrize(("probability", "text"), [(1, "100.0%"), (0.99996, "99.9%"), (0.5, "50.0%"), (1e-9, "0.0%")])
def test_only_what_is_certain_is_100_percent(probability: float, text: str) -> None:
    assert percent(probability) == text
