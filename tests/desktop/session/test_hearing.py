from dataclasses import replace

import pytest

from handdraw_desktop.calls import Answer, Away, Classified, Classify, Present, Preview, Previewed, Refused, Tell, Told
from handdraw_desktop.hearing import heard
from handdraw_desktop.session import KEPT, Label, Message, Reading, Session, Subject

from .answers import KEY, OTHER_KEY, read, receipt

DRAWN = replace(Session(), link="present").drawn(3, blank=False)
CLASSIFIED = DRAWN.classify(b"png", KEY).sent()


def after(session: Session, *answers: Answer) -> Session:
    for answer in answers:
        session = heard(session, answer)
    return session


def test_a_preview_is_shown() -> None:
    assert after(DRAWN, Previewed(3, read(7))) == replace(DRAWN, shown=Reading(3, read(7), recorded=False))


def test_a_late_preview_never_replaces_a_newer_one() -> None:
    newer = after(DRAWN, Previewed(3, read(7)))

    assert after(newer, Previewed(2, read(1))) == newer


def test_a_late_preview_never_replaces_the_recorded_answer_for_the_same_drawing() -> None:
    recorded = after(CLASSIFIED, Classified(3, read(7), KEY))

    assert after(recorded, Previewed(3, read(1))) == recorded


def test_the_recorded_answer_replaces_the_preview_of_the_same_drawing() -> None:
    session = after(CLASSIFIED, Previewed(3, read(1)), Classified(3, read(7), KEY))

    assert session == replace(
        CLASSIFIED,
        shown=Reading(3, read(7), recorded=True),
        subject=Subject(KEY, 3, answered=True),
        message=Message("Read as a 7, and recorded: what was it? Press 0 to 9", "good"),
    )


def test_a_recorded_answer_that_comes_after_a_newer_preview_is_recorded_but_not_shown() -> None:
    session = after(CLASSIFIED.drawn(4, blank=False), Previewed(4, read(1)), Classified(3, read(7), KEY))

    assert (session.shown, session.subject) == (Reading(4, read(1), recorded=False), Subject(KEY, 3, answered=True))


@pytest.mark.parametrize("answer", [Previewed(3, read(7)), Classified(3, read(7), KEY)])
def test_nothing_is_shown_of_a_drawing_that_was_cleared(answer: Answer) -> None:
    session = after(CLASSIFIED.drawn(4, blank=True).cleared(), answer)

    assert (session.shown, session.subject) == (None, None)


def test_the_answer_for_a_cleared_drawing_is_said_in_words() -> None:
    session = after(CLASSIFIED.drawn(4, blank=True).cleared(), Classified(3, read(7), KEY))

    assert session.message == Message("The drawing before was read as a 7, and recorded")


def test_a_label_is_taken_once_the_gateway_says_so() -> None:
    session = after(CLASSIFIED.tell(7), Classified(3, read(7), KEY), Told(receipt(7)))

    assert (session.label, session.message) == (Label(7, taken=True), Message("Recorded: it was a 7", "good"))


@pytest.mark.parametrize("late", [Told(receipt(1)), Told(receipt(7, OTHER_KEY))])
def test_a_receipt_for_what_was_corrected_or_is_gone_changes_nothing(late: Answer) -> None:
    session = CLASSIFIED.tell(1).tell(7)

    assert after(session, late) == session


def test_a_refused_drawing_leaves_nothing_to_label_and_may_be_classified_again() -> None:
    session = after(CLASSIFIED.tell(7), Refused(Classify(3, b"png", KEY), "The drawing is blank"))

    assert (session.subject, session.label, session.objection) == (None, None, None)
    assert session.message == Message("The drawing is blank", "problem")


def test_a_refused_label_is_no_label() -> None:
    session = after(CLASSIFIED.tell(7), Refused(Tell(KEY, 7), "No"))

    assert (session.label, session.message) == (None, Message("No", "problem"))


def test_a_refused_preview_is_said_unless_its_drawing_is_gone() -> None:
    refused = Refused(Preview(3, b"png"), "The drawing is blank")

    assert after(DRAWN, refused).message == Message("The drawing is blank", "problem")
    assert after(DRAWN.drawn(4, blank=True), refused) == DRAWN.drawn(4, blank=True)


def test_away_is_said_with_its_reason_and_back_again() -> None:
    away = after(DRAWN, Away("nobody answers"))
    back = after(away, Present())

    assert (away.link, away.message) == ("away", Message("Gateway away: nobody answers. Trying again", "problem"))
    assert (back.link, back.message) == ("present", Message("The gateway is back", "good"))


def test_while_away_what_is_said_meanwhile_stands_and_another_reason_is_told() -> None:
    away = after(DRAWN, Away("nobody answers"))

    assert after(away, Away("it is full")).message.text == "Gateway away: it is full. Trying again"
    assert after(away.saying("Saved"), Away("nobody answers")).message == Message("Saved")


def test_a_drawing_that_waits_for_the_gateway_is_said_to_be_kept() -> None:
    expected = "Gateway away: nobody answers. The drawing is kept, and sent once it is back"

    assert after(CLASSIFIED, Away("nobody answers")).message == Message(expected, "problem")
    assert replace(DRAWN, link="away").classify(b"png", KEY).message == KEPT


def test_an_answer_shows_that_the_gateway_is_back() -> None:
    session = after(CLASSIFIED, Away("nobody answers"), Classified(3, read(7), KEY))

    assert (session.link, session.message.tone) == ("present", "good")


def test_what_is_shown_stays_while_the_gateway_is_away() -> None:
    session = after(DRAWN, Previewed(3, read(7)), Away("nobody answers"))

    assert session.shown == Reading(3, read(7), recorded=False)
