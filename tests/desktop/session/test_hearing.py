from dataclasses import replace

import pytest

from handdraw_desktop.gateway.calls import (
    Answer,
    Away,
    Classified,
    Classify,
    Ended,
    Fault,
    Present,
    Preview,
    Previewed,
    Reason,
    Tell,
    Told,
    Unkept,
)
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.session.hearing import heard
from handdraw_desktop.session.history import Entry, Reading
from handdraw_desktop.session.state import Session

from ..answers import KEY, OTHER_KEY, read
from .drawings import ANOTHER, BLANK, DRAWN, DRAWN_ON

THERE = Present("1.0")
SHOWN = replace(Session(BLANK), link=THERE).drawn(DRAWN)
ASKED = SHOWN.preview(b"png").sent()
RECORDED = SHOWN.record().sent()
AWAY = Away(Reason.NOBODY_ANSWERS)


def after(session: Session, *answers: Answer) -> Session:
    for answer in answers:
        session = heard(session, answer)
    return session


def test_a_preview_is_shown() -> None:
    assert after(ASKED, Previewed(KEY, read(7))) == replace(ASKED, asked=(), reading=Reading(KEY, read(7)))


def test_a_late_preview_never_replaces_a_newer_one() -> None:
    newer = after(ASKED.drawn(DRAWN_ON).preview(b"png").sent(), Previewed(OTHER_KEY, read(7)))

    assert after(newer, Previewed(KEY, read(1))) == newer


def test_previews_of_a_stroke_that_goes_on_are_shown_as_they_come() -> None:
    on = ASKED.drawn(DRAWN_ON).preview(b"png").sent()
    first = after(on, Previewed(KEY, read(1)))
    second = after(first, Previewed(OTHER_KEY, read(7)))

    assert (first.shown, second.shown) == (Reading(KEY, read(1)), Reading(OTHER_KEY, read(7)))


def test_a_preview_never_replaces_the_recorded_answer_of_the_same_drawing() -> None:
    recorded = after(ASKED.record().sent(), Classified(KEY, read(7)), Previewed(KEY, read(1)))

    assert recorded.shown == Reading(KEY, read(7))


@pytest.mark.parametrize("other", [BLANK, ANOTHER])
def test_a_preview_of_a_drawing_that_is_gone_is_not_shown(other: object) -> None:
    gone = ASKED.drawn(other)  # type: ignore[arg-type]

    assert after(gone, Previewed(KEY, read(7))) == gone


def test_a_recorded_answer_goes_to_its_drawing_whatever_is_on_the_screen() -> None:
    session = after(RECORDED.drawn(ANOTHER), Classified(KEY, read(7)))

    assert (session.history, session.shown) == ((Entry(DRAWN, read(7)),), None)


def test_an_answer_of_an_earlier_window_changes_nothing() -> None:
    assert after(RECORDED, Classified(OTHER_KEY, read(7)), Told(OTHER_KEY, 7)) == RECORDED


def test_a_label_is_taken_once_the_gateway_says_so() -> None:
    assert after(RECORDED.tell(7).sent(), Told(KEY, 7)).history == (Entry(DRAWN, said=7, taken=True),)


@pytest.mark.parametrize("late", [Told(KEY, 1), Told(OTHER_KEY, 7), Ended(Tell(KEY, 1), "no")])
def test_what_is_said_of_a_corrected_label_changes_nothing(late: Answer) -> None:
    session = RECORDED.tell(1).tell(7).sent()

    assert after(session, late) == session


def test_a_refused_drawing_is_not_recorded_and_may_be_sent_again() -> None:
    refused = Ended(Classify(KEY, b"png"), "blank_drawing")
    session = after(RECORDED.tell(7).sent(), refused)

    assert (session.history, session.objection, session.ended) == ((), None, refused)
    assert session.record().ended is None


def test_a_refused_label_is_none_and_may_be_said_again() -> None:
    refused = Ended(Tell(KEY, 7), "no")
    session = after(RECORDED.tell(7).sent(), refused)

    assert (session.history, session.ended) == ((Entry(DRAWN),), refused)
    assert (session.tell(7).unsent, session.tell(7).ended) == ((Tell(KEY, 7),), None)


def test_a_refused_preview_is_waited_for_no_more() -> None:
    refused = Ended(Preview(KEY, b"png"), "blank_drawing")

    assert after(ASKED, refused) == replace(ASKED, asked=(), ended=refused)


def test_away_and_back() -> None:
    away = after(SHOWN, AWAY)

    assert (away.link, after(away, THERE).link) == (AWAY, THERE)


@pytest.mark.parametrize("answer", [Previewed(KEY, read(7)), Classified(KEY, read(7)), Told(KEY, 7)])
def test_an_answer_shows_that_the_gateway_is_there(answer: Answer) -> None:
    assert after(replace(RECORDED, link=AWAY), answer).link == Present("")
    assert after(RECORDED, answer).link == THERE


@pytest.mark.parametrize(
    ("before", "answer", "stays"),
    [
        (THERE, THERE, True),
        (AWAY, AWAY, True),
        (AWAY, Away(Reason.NOBODY_ANSWERS, 30), True),
        (AWAY, Away(Reason.BUSY), False),
        (THERE, AWAY, False),
        (AWAY, THERE, False),
        (None, THERE, True),
        (None, AWAY, True),
    ],
)
def test_a_note_leaves_when_the_gateway_goes_or_comes(
    before: Present | Away | None, answer: Away | Present, stays: bool
) -> None:
    noted = replace(SHOWN, link=before).noting(Code.SAVED)

    assert (after(noted, answer).note is not None) == stays


def test_a_note_leaves_when_its_drawing_is_answered_and_not_when_another_is() -> None:
    noted = RECORDED.noting(Code.SAVED)
    other = RECORDED.drawn(ANOTHER).noting(Code.SAVED)

    assert after(noted, Classified(KEY, read(7))).note is None
    assert after(other, Classified(KEY, read(7))).note == Status(Code.SAVED)


def test_that_the_disk_keeps_nothing_is_said() -> None:
    assert after(RECORDED, Unkept(Fault.FULL)).note == Status(Code.UNKEPT)
