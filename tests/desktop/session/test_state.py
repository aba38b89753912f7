from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from handdraw_desktop.drawing.canvas import Canvas
from handdraw_desktop.drawing.raster import png
from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.gateway.calls import (
    Answer,
    Away,
    Call,
    Classified,
    Classify,
    Ended,
    Preview,
    Previewed,
    Reason,
    Tell,
    Told,
)
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.session.hearing import heard
from handdraw_desktop.session.history import Entry, Reading
from handdraw_desktop.session.state import Session

from ..answers import KEY, OTHER_KEY, read
from .drawings import ANOTHER, BLANK, DRAWN, DRAWN_ON

BEGUN = Session(BLANK)
SHOWN = BEGUN.drawn(DRAWN)
RECORDED = SHOWN.record().sent()


def test_a_session_begins_and_asks_nothing() -> None:
    assert (BEGUN.unsent, BEGUN.wants_preview, BEGUN.shown, BEGUN.entry) == ((), False, None, None)


def test_each_drawing_is_previewed_once() -> None:
    asked = SHOWN.preview(b"png")

    assert (SHOWN.wants_preview, asked.wants_preview, asked.unsent) == (True, False, (Preview(KEY, b"png"),))
    assert asked.drawn(DRAWN_ON).wants_preview


@pytest.mark.parametrize("session", [SHOWN.drawn(Drawing(OTHER_KEY)), RECORDED])
def test_neither_blank_paper_nor_what_is_recorded_is_previewed(session: Session) -> None:
    assert not session.wants_preview


def test_recording_asks_under_the_drawings_own_id_for_what_is_on_the_screen() -> None:
    recorded = SHOWN.record()

    assert recorded == replace(SHOWN, history=(Entry(DRAWN),), unsent=(Classify(KEY, png(DRAWN)),))


def test_a_blank_drawing_is_not_recorded() -> None:
    assert BEGUN.record() == replace(BEGUN, note=Status(Code.NOTHING_DRAWN))


def test_one_drawing_is_one_event_whatever_was_cleared_undone_and_redone_between() -> None:
    back = RECORDED.drawn(DRAWN_ON).drawn(DRAWN).drawn(BLANK).drawn(ANOTHER).drawn(DRAWN)

    assert back.record() == replace(back, note=Status(Code.ALREADY_RECORDED))


def test_a_drawing_that_was_drawn_on_is_another() -> None:
    again = RECORDED.drawn(DRAWN_ON).record()

    assert (again.history, again.unsent) == ((Entry(DRAWN), Entry(DRAWN_ON)), (Classify(OTHER_KEY, png(DRAWN_ON)),))


def test_a_digit_labels_a_recorded_drawing_on_the_screen() -> None:
    told = RECORDED.tell(7)

    assert told == replace(RECORDED, history=(Entry(DRAWN, said=7),), unsent=(Tell(KEY, 7),))


def test_a_digit_on_a_preview_records_and_labels() -> None:
    told = SHOWN.tell(7)

    assert told.history == (Entry(DRAWN, said=7),)
    assert told.unsent == (Classify(KEY, png(DRAWN)), Tell(KEY, 7))


def test_a_digit_labels_what_is_on_the_screen_and_never_what_was_recorded_before() -> None:
    """Draw a 3, record it, undo, draw a 5, press 5: the 5 is recorded and labelled, and of the 3 nothing is said."""
    three, five = DRAWN, ANOTHER
    session = SHOWN.record().sent().drawn(BLANK).drawn(five).tell(5)

    assert session.unsent == (Classify(five.id, png(five)), Tell(five.id, 5))
    assert session.history == (Entry(three), Entry(five, said=5))


def test_a_digit_on_blank_paper_says_that_nothing_is_drawn() -> None:
    cleared = RECORDED.drawn(Drawing(OTHER_KEY))

    assert cleared.tell(7) == replace(cleared, note=Status(Code.NOTHING_DRAWN))


def test_the_same_digit_again_says_nothing_new_and_another_corrects_it() -> None:
    told = RECORDED.tell(7).sent()

    assert told.tell(7) == told
    assert (told.tell(1).unsent, told.tell(1).history) == ((Tell(KEY, 1),), (Entry(DRAWN, said=1),))


def test_a_correction_is_not_taken_before_the_gateway_says_so() -> None:
    taken = heard(RECORDED.tell(7).sent(), Told(KEY, 7))

    assert taken.tell(1).history == (Entry(DRAWN, said=1, taken=False),)


def test_an_earlier_drawing_that_is_on_the_screen_again_is_corrected_and_no_other() -> None:
    session = RECORDED.tell(7).drawn(ANOTHER).record().sent().drawn(DRAWN).tell(1)

    assert session.unsent == (Tell(KEY, 1),)
    assert session.history == (Entry(DRAWN, said=1), Entry(ANOTHER))


def test_what_was_asked_is_sent_though_another_drawing_is_on_the_screen() -> None:
    assert SHOWN.tell(7).drawn(ANOTHER).unsent == (Classify(KEY, png(DRAWN)), Tell(KEY, 7))


def test_what_was_sent_is_not_sent_again() -> None:
    assert SHOWN.record().sent().unsent == ()


def test_an_answer_stays_while_the_person_draws_on_and_leaves_with_the_drawing() -> None:
    answered = heard(SHOWN.preview(b"png"), Previewed(KEY, read(7)))

    assert answered.drawn(DRAWN_ON).shown == Reading(KEY, read(7))
    assert [answered.drawn(one).shown for one in (ANOTHER, BLANK)] == [None, None]


def test_of_a_recorded_drawing_its_recorded_answer_is_shown_again_after_others() -> None:
    answered = heard(RECORDED, Classified(KEY, read(7)))
    other = heard(answered.drawn(ANOTHER).preview(b"png"), Previewed(ANOTHER.id, read(1)))

    assert other.shown == Reading(ANOTHER.id, read(1))
    assert other.drawn(DRAWN).shown == Reading(KEY, read(7))


def test_a_note_leaves_with_the_drawing() -> None:
    noted = SHOWN.noting(Code.SAVED, "7.png")

    assert (noted.note, noted.drawn(DRAWN).note, noted.drawn(DRAWN_ON).note) == (
        Status(Code.SAVED, text="7.png"),
        Status(Code.SAVED, text="7.png"),
        None,
    )


@pytest.mark.parametrize("session", [SHOWN.noting(Code.SAVED).record(), SHOWN.noting(Code.SAVED).tell(7)])
def test_a_note_leaves_with_the_next_wish(session: Session) -> None:
    assert session.note is None


def test_what_is_hidden_leaves_the_strip_and_stays_recorded() -> None:
    hidden = RECORDED.hide(KEY)

    assert (hidden.strip, hidden.latest(0), hidden.objection) == ((), None, Code.ALREADY_RECORDED)
    assert hidden.hide(OTHER_KEY) == hidden


def test_the_strip_begins_with_the_newest() -> None:
    session = RECORDED.drawn(ANOTHER).record()

    assert [session.latest(place) for place in range(3)] == [Entry(ANOTHER), Entry(DRAWN), None]


def test_what_the_network_looked_at_is_asked_for_while_it_is_wanted_of_a_recorded_drawing_too() -> None:
    asked = RECORDED.explain(wanted=True).preview(b"png")

    assert RECORDED.explain(wanted=True).wants_preview
    assert (asked.unsent, asked.wants_preview) == ((Preview(KEY, b"png", explain=True),), False)
    assert not asked.explain(wanted=False).wants_preview


def test_what_waits_is_counted() -> None:
    assert (BEGUN.counted(4).waiting, BEGUN.counted(0)) == (4, BEGUN)


class Honesty(RuleBasedStateMachine):
    """Whatever a person does, and however answers come, the log holds what was seen."""

    def __init__(self) -> None:
        super().__init__()
        self.canvas = Canvas(16)
        self.session = Session(self.canvas.drawing)
        self.orders: list[Call] = []
        self.open: list[Call] = []
        self.seen: dict[UUID, bytes] = {}
        self.said: list[tuple[UUID, int]] = []

    def _sends(self) -> None:
        self.open += self.session.unsent
        self.orders += [call for call in self.session.unsent if not isinstance(call, Preview)]
        self.session = self.session.sent()

    @rule(x=st.integers(20, 260), y=st.integers(20, 260), erases=st.booleans())
    def draws(self, x: int, y: int, erases: bool) -> None:
        self.canvas.press((x, y), erases=erases)
        self.session = self.session.drawn(self.canvas.drawing)
        self.canvas.move((x + 20, y))
        self.canvas.lift()
        self.session = self.session.drawn(self.canvas.drawing)

    @rule(what=st.sampled_from(["undo", "redo", "clear"]))
    def goes_back_and_forth(self, what: str) -> None:
        getattr(self.canvas, what)()
        self.session = self.session.drawn(self.canvas.drawing)

    @rule(place=st.integers(0, 2))
    def opens(self, place: int) -> None:
        entry = self.session.latest(place)
        if entry is not None:
            self.canvas.show(entry.drawing)
            self.session = self.session.drawn(self.canvas.drawing)

    @rule(grey=st.sampled_from([30, 60]))
    def opens_a_picture(self, grey: int) -> None:
        self.canvas.show(Drawing(uuid4(), ground=bytes([grey]) * 280 * 140 + bytes([255]) * 280 * 140))
        self.session = self.session.drawn(self.canvas.drawing)

    @rule()
    def records(self) -> None:
        self._sees()
        self.session = self.session.record()
        self._sends()

    @rule(digit=st.integers(0, 9))
    def tells(self, digit: int) -> None:
        entry = self.session.entry
        if not self.canvas.drawing.is_blank and (entry is None or entry.said != digit):
            self.said.append((self.canvas.drawing.id, digit))
        self._sees()
        self.session = self.session.tell(digit)
        self._sends()

    @rule()
    def previews(self) -> None:
        if self.session.wants_preview:
            self.session = self.session.preview(self.canvas.png())
            self._sends()

    @rule(which=st.integers(0, 20), how=st.sampled_from(["answered", "ended", "away"]), digit=st.integers(0, 9))
    def hears(self, which: int, how: str, digit: int) -> None:
        if self.open and how != "away":
            self.session = heard(self.session, _answer(self.open.pop(which % len(self.open)), digit, how))
        elif how == "away":
            self.session = heard(self.session, Away(Reason.TOO_SLOW))

    def _sees(self) -> None:
        self.seen[self.canvas.drawing.id] = self.canvas.png()

    @invariant()
    def every_label_is_of_what_was_on_the_screen(self) -> None:
        assert [(call.drawing, call.digit) for call in self.orders if isinstance(call, Tell)] == self.said

    @invariant()
    def what_is_recorded_is_what_was_on_the_screen(self) -> None:
        for call in self.orders:
            if isinstance(call, Classify):
                assert call.png == self.seen[call.drawing]

    @invariant()
    def no_drawing_is_in_the_history_twice(self) -> None:
        ids = [entry.drawing.id for entry in self.session.history]
        assert len(ids) == len(set(ids))

    @invariant()
    def a_label_follows_the_record_of_its_drawing(self) -> None:
        recorded: set[UUID] = set()
        for call in self.orders:
            if isinstance(call, Classify):
                recorded.add(call.drawing)
            assert call.drawing in recorded

    @invariant()
    def the_session_and_the_canvas_agree(self) -> None:
        assert self.session.drawing == self.canvas.drawing


def _answer(call: Call, digit: int, how: str) -> Answer:
    if how == "ended":
        return Ended(call, "unreadable_drawing")
    match call:
        case Preview(drawing=drawing):
            return Previewed(drawing, read(digit, drawing))
        case Classify(drawing=drawing):
            return Classified(drawing, read(digit, drawing))
        case Tell(drawing=drawing, digit=said):
            return Told(drawing, said)


Honesty.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestHonesty = Honesty.TestCase
