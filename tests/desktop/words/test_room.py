"""Every sentence fits the room that the layout gives it, measured with the window's font."""

from collections.abc import Iterator
from dataclasses import dataclass

import pygame
import pytest

from handdraw_desktop.gateway.calls import Reason
from handdraw_desktop.keys import Action
from handdraw_desktop.language import Language
from handdraw_desktop.layout import FULL, SMALLEST_UNIT, SPELT_OUT, Layout, Size, lay_out
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.view.brush import Brush
from handdraw_desktop.view.letters import Face, Weight, wrapped
from handdraw_desktop.view.palette import LIGHT
from handdraw_desktop.words.wording import Words, load_words

SMALLEST_FULL: Size = (round(FULL[0] * SMALLEST_UNIT), round(FULL[1] * SMALLEST_UNIT))
SMALL: list[Size] = [SMALLEST_FULL, (500, 500), (360, 640)]
BUTTON, STATUS, LAMP, WARNING, PILL, SAID, EMPTY, TITLE, FACT = 22, 20, 19, 18, 19, 20, 22, 21, 18
"""heights of letters, in the view's units"""

HELP_EM_PX = 11


@pytest.fixture(autouse=True)
def fonts() -> Iterator[None]:
    pygame.font.init()
    yield
    pygame.font.quit()


@dataclass(frozen=True)
class Room:
    """A window of some size in some language."""

    words: Words
    layout: Layout

    @property
    def brush(self) -> Brush:
        return Brush(pygame.Surface((1, 1)), self.layout.unit, self.words, LIGHT)

    def too_wide(self, room: str, units: float, width: float) -> dict[str, int]:
        """Of the sentences that need no values, or one digit."""
        said = {code: self.words.say(room, code, said=6, digit=6, right=188, name="") for code in self._plain(room)}
        widths = {text: self.brush.width(text, units) for text in said.values()}
        return {text: found for text, found in widths.items() if found > width}

    def _plain(self, room: str) -> list[str]:
        return [code for code in self.words.rooms[room] if code not in {"unknown", "waiting", "model", "time"}]


@pytest.fixture(params=Language)
def words(request: pytest.FixtureRequest) -> Words:
    return load_words(request.param)


@pytest.fixture(params=SMALL, ids=str)
def room(request: pytest.FixtureRequest, words: Words) -> Room:
    return Room(words, lay_out(request.param))


@pytest.fixture
def full(words: Words) -> Room:
    return Room(words, lay_out(SMALLEST_FULL))


def test_the_smallest_full_window_is_full() -> None:
    layout = lay_out(SMALLEST_FULL)

    assert (layout.glyph is None, round(layout.unit, 3)) == (False, SMALLEST_UNIT)


@pytest.mark.parametrize("action", SPELT_OUT)
def test_the_words_of_a_button_have_room(room: Room, action: Action) -> None:
    text = room.words.say("button", action)

    assert room.brush.width(text, BUTTON) + 2 * room.brush.px(4) <= room.layout.buttons[action].width


def statuses() -> list[Status]:
    """All but those that hold a path, which may be of any length."""
    free = {Code.SAVED, Code.NOT_SAVED, Code.OPENED, Code.NOT_OPENED}
    return [Status(code, 6, 6, reason, "key_reused") for code in Code if code not in free for reason in Reason]


def test_a_status_has_room_in_one_line_of_a_full_window_beside_the_lamp_and_what_waits(full: Room) -> None:
    brush, words = full.brush, full.words
    lamp = max(brush.width(words.say("link", one), LAMP) for one in ("unknown", "present", "away", "locked", "foreign"))
    waiting = brush.width(words.say("link", "waiting", count=188), LAMP)
    room = full.layout.window.width - lamp - waiting - 2 * brush.px(24) - 3 * brush.px(14)

    assert {said for one in statuses() if brush.width(said := words.status(one), STATUS) > room} == set()


def test_a_status_has_room_in_two_lines_of_a_compact_window(room: Room) -> None:
    em = round(room.layout.unit * STATUS * 0.69)
    width = room.layout.window.width - 2 * 8 - 20
    lines = {said: len(wrapped(Face(Weight.REGULAR, em), said, width)) for said in map(room.words.status, statuses())}

    assert {said: number for said, number in lines.items() if number > 2} == {}


def test_what_stands_beside_the_digit_has_room(full: Room) -> None:
    card, brush = full.layout.answer, full.brush
    assert card is not None
    beside = card.width - round(min(card.height, card.width * 0.42)) - brush.px(16)

    assert full.too_wide("warning", WARNING, beside) == {}
    assert full.too_wide("answer", SAID, card.width - brush.px(16)) == {}
    standings = [full.words.say("answer", one) for one in ("preview", "sending", "recorded", "kept", "out_of_date")]
    assert [one for one in standings if brush.width(one, PILL) + brush.px(20) > beside] == []
    saying = [full.words.say("answer", one, said=6) for one in ("said", "saying")]
    assert [one for one in saying if brush.width(one, SAID) > beside - brush.px(38)] == []


def test_an_empty_answer_has_room_in_a_compact_window(room: Room) -> None:
    assert room.layout.answer is not None

    face = Face(Weight.REGULAR, round(room.layout.unit * EMPTY * 0.69))
    assert len(wrapped(face, room.words.say("answer", "empty"), room.layout.answer.width - 12)) <= 2


def test_what_stands_beside_the_28x28_has_room(full: Room) -> None:
    card, brush = full.layout.glyph, full.brush
    assert card is not None
    beside = card.width - (card.height - 2 * brush.px(14)) - 3 * brush.px(14)
    title = beside - full.layout.buttons[Action.EXPLAIN].width
    facts = [
        full.words.say("glyph", "model", name="digits", version="12"),
        full.words.say("glyph", "time", time="888.8 ms"),
    ]

    assert [one for one in ("title", "explained") if brush.width(full.words.say("glyph", one), TITLE) > title] == []
    assert [one for one in facts if brush.width(one, FACT) > beside] == []
    assert full.too_wide("engine", FACT, beside) == {}


def test_the_page_of_the_keys_has_room_in_a_narrow_window(words: Words) -> None:
    face = Face(Weight.REGULAR, HELP_EM_PX)
    widths = {text: face.width(text) for room in ("help", "key") for text in map(str, words.rooms[room].values())}
    limits = {str(text): limit for room, limit in (("help", 220), ("key", 100)) for text in words.rooms[room].values()}

    assert {text: width for text, width in widths.items() if width > limits[text]} == {}


def test_a_hint_has_room_in_one_line_of_a_narrow_window(words: Words) -> None:
    face = Face(Weight.REGULAR, HELP_EM_PX)
    tips = [words.say("tip", code, name="Deutsch", digit=8) for code in words.rooms["tip"]]

    assert [tip for tip in tips if face.width(f"{tip} (Umschalt+Tab)") > 340] == []
