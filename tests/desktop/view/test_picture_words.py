"""Nothing is cut off in any language: whole pictures, and no line that had to be shortened."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args
from uuid import UUID

import pygame
import pytest

from handdraw_contracts.wire import WarningCode
from handdraw_desktop.drawing.strokes import Drawing, Stroke
from handdraw_desktop.gateway.calls import Away, Ended, Present, Reason, Tell
from handdraw_desktop.keys import Action
from handdraw_desktop.language import Language
from handdraw_desktop.layout import FULL, Size, lay_out
from handdraw_desktop.pages import Cover, Page
from handdraw_desktop.session.codes import Code
from handdraw_desktop.session.history import Entry, Reading
from handdraw_desktop.session.state import Session
from handdraw_desktop.view.brush import Anchor, Brush, Letters, Place
from handdraw_desktop.view.palette import LIGHT
from handdraw_desktop.view.picture import Hands, picture
from handdraw_desktop.words.wording import Words, load_words

from ..answers import KEY, read

DRAWING = Drawing(KEY, (Stroke(((40, 60), (200, 60), (120, 240)), 16),))
BLANK = Drawing(UUID(int=1))
SIZES: list[Size] = [(360, 640), (500, 500), (828, 528), (984, 704), FULL, (1920, 1080)]
WARNINGS = get_args(WarningCode)
NOTES = list(Code)[list(Code).index(Code.NOTHING_DRAWN) :]


class Shortening(Brush):
    """Notes the lines that had no room."""

    def __init__(self, unit: float, words: Words) -> None:
        super().__init__(pygame.Surface((2000, 1200)), unit, words, LIGHT)
        self.shortened = set[str]()

    def text(
        self, text: str, letters: Letters, at: Place, anchor: Anchor = "topleft", width: float = 10_000
    ) -> pygame.Rect:
        if self.width(text, letters.units) > int(width):
            self.shortened.add(text)
        return super().text(text, letters, at, anchor, width)


def sessions() -> Iterator[Session]:
    empty = Session(BLANK)
    drawn = Session(DRAWING, link=Present("1"))
    recorded = [
        replace(drawn, history=(Entry(DRAWING, read(8, KEY, one, two)),))
        for one, two in zip(WARNINGS, WARNINGS[1:] + WARNINGS[:1], strict=True)
    ]
    said = replace(drawn, history=(Entry(DRAWING, read(3, KEY), 6),))
    yield from (empty, drawn, *recorded, said)
    yield replace(said, history=(Entry(DRAWING, read(3, KEY), 6, taken=True),))
    yield replace(drawn, history=(Entry(DRAWING, None, 6),))
    yield replace(drawn, ended=Ended(Tell(KEY, 6), "key_reused"))
    for reason in Reason:
        yield replace(empty, link=Away(reason), waiting=188)
        yield replace(said, link=Away(reason), waiting=188)
        yield replace(drawn, link=Away(reason), reading=Reading(UUID(int=7), read(8)), waiting=188)
    yield from (drawn.noting(code) for code in NOTES)


def scored() -> Session:
    """Every digit labelled, and the heat map there."""
    looked = read(3).model_copy(update={"saliency": (0.5,) * 784})
    drawings = [Drawing(UUID(int=10 + digit), DRAWING.strokes) for digit in range(10)]
    history = tuple(Entry(one, read(8), digit, taken=True) for digit, one in enumerate(drawings) for _ in range(12))
    return Session(DRAWING, history, reading=Reading(KEY, looked), explains=True, link=Present("1"))


@pytest.fixture(autouse=True)
def fonts() -> Iterator[None]:
    pygame.font.init()
    yield
    pygame.font.quit()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("cover", [None, *map(Cover, Page)])
def test_no_line_is_cut_off(size: Size, language: Language, cover: Cover | None) -> None:
    layout, words = lay_out(size), load_words(language)
    brush = Shortening(layout.unit, words)
    hands = Hands(frozenset(Action), cover=cover)
    for session in [Session(BLANK), scored()] if cover else sessions():
        for placed in picture(layout, session, hands, words, LIGHT).parts:
            placed.part.draw(brush, placed.place)
    for target, _ in layout.targets():
        for placed in picture(layout, Session(BLANK, waiting=188), Hands(hovered=target), words, LIGHT).parts:
            placed.part.draw(brush, placed.place)

    assert brush.shortened == set()
