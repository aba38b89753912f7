"""Pixels of the pages that cover the window."""

from dataclasses import replace
from uuid import UUID

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from handdraw_desktop.drawing.strokes import Drawing, Stroke
from handdraw_desktop.gateway.calls import Present, Preview, Previewed
from handdraw_desktop.language import Language
from handdraw_desktop.layout import FULL, Look, Pick, Size, lay_out
from handdraw_desktop.pages import Cover, Page, page_targets
from handdraw_desktop.session.hearing import heard
from handdraw_desktop.session.history import Entry
from handdraw_desktop.session.state import Session
from handdraw_desktop.view.glyph import Glyph
from handdraw_desktop.view.pages import ScorePage, glyph_place, score_page
from handdraw_desktop.view.palette import LIGHT
from handdraw_desktop.view.picture import Hands, picture
from handdraw_desktop.view.screen import Screen
from handdraw_desktop.words.wording import load_words

from ..answers import KEY, read

pytestmark = pytest.mark.usefixtures("window")
DRAWN = Drawing(KEY, (Stroke(((50, 60), (220, 190)), 16),))
READ = Session(DRAWN, (Entry(DRAWN, read(7), 7, taken=True),), link=Present("1"))
PICTURE = Drawing(UUID(int=5), ground=bytes(280 * 140) + b"\xff" * 280 * 140)
SMALL: Size = (360, 640)
ENGLISH = load_words(Language.ENGLISH)


def pixels(session: Session, hands: Hands, size: Size = FULL) -> NDArray[np.uint8]:
    """[height, width, 3]"""
    window = pygame.Surface(size)
    Screen().draw(window, picture(lay_out(size), session, hands, ENGLISH, LIGHT))
    return pygame.surfarray.array3d(window).swapaxes(0, 1)


def test_the_score_of_a_digit_is_a_bar_as_long_as_it_was_read_right() -> None:
    history = tuple(
        Entry(Drawing(UUID(int=number), DRAWN.strokes), read(7 if number < 3 else 1), 7) for number in range(4)
    )
    shown = pixels(replace(READ, history=history), Hands(cover=Cover(Page.SCORE)))
    good, rest = ((shown == colour).all(axis=2).sum(axis=1).max() for colour in (LIGHT.accent, LIGHT.track))

    assert good / (good + rest) == pytest.approx(0.75, abs=0.02)


def test_what_was_hidden_does_not_count() -> None:
    assert score_page(replace(READ, history=(replace(READ.history[0], hidden=True),)).strip) == ScorePage(())


@pytest.mark.parametrize("size", [SMALL, FULL])
def test_the_page_of_the_last_drawings_shows_them(size: Size) -> None:
    cover = Cover(Page.HISTORY)
    place = dict(page_targets(cover, lay_out(size), 1))[Look(0)]
    shown = pixels(READ, Hands(cover=cover), size)[place.top : place.bottom, place.left : place.right]

    assert (shown == LIGHT.pen).all(axis=2).any()


def test_the_page_of_files_shows_what_they_show_and_where_the_keyboard_is() -> None:
    cover = Cover(Page.FILES, (("a.png", PICTURE), ("b.png", None)))
    first, second = (dict(page_targets(cover, lay_out(FULL), 0))[Pick(number)] for number in range(2))
    shown = pixels(READ, Hands(cover=cover, focused=Pick(1)))
    inside = [shown[place.top : place.bottom, place.left : place.right] for place in (first, second)]

    assert [bool((one == LIGHT.pen).all(axis=2).any()) for one in inside] == [True, False]
    assert [bool((one == LIGHT.focus).all(axis=2).any()) for one in inside] == [False, True]


def test_in_a_small_window_the_heat_map_has_a_page() -> None:
    looked = read(7, KEY).model_copy(update={"saliency": tuple(float(number == 400) for number in range(784))})
    session = heard(READ.explain(wanted=True).preview(b"png"), Previewed(KEY, looked))
    place = glyph_place(lay_out(SMALL))
    shown = pixels(session, Hands(cover=Cover(Page.EXPLAIN)), SMALL)[place.top : place.bottom]

    assert (np.abs(shown.astype(int) - LIGHT.heat) < 8).all(axis=2).any()


def test_of_a_gateway_that_does_not_explain_that_is_said() -> None:
    asked = READ.explain(wanted=True).preview(b"png")
    told = heard(asked, Previewed(KEY, read(7, KEY)))
    glyphs = [
        placed.part.unexplained
        for session in (asked, told, told.explain(wanted=False))
        for placed in picture(lay_out(FULL), session, Hands(), ENGLISH, LIGHT).parts
        if isinstance(placed.part, Glyph)
    ]

    assert asked.unsent == (Preview(KEY, b"png", explain=True),)
    assert glyphs == [False, True, False]
