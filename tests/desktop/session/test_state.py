from dataclasses import replace

from handdraw_desktop.calls import Classify, Preview, Tell
from handdraw_desktop.session import (
    ALREADY_RECORDED,
    ASKING,
    CLASSIFY_FIRST,
    INVITATION,
    KEPT,
    NEXT,
    NOTHING_DRAWN,
    STILL_WAITING,
    Label,
    Message,
    Session,
    Subject,
)

from .answers import KEY, OTHER_KEY

DRAWN = Session().drawn(3, blank=False)
CLASSIFIED = DRAWN.classify(b"png", KEY)
ANSWERED = replace(CLASSIFIED.sent(), subject=Subject(KEY, 3, answered=True))


def test_a_session_begins_with_an_invitation_and_asks_nothing() -> None:
    session = Session()

    assert (session.message, session.unsent, session.wants_preview) == (Message(INVITATION), (), False)


def test_once_something_is_drawn_the_next_step_is_said() -> None:
    assert (DRAWN.message, DRAWN.saying("Saved").drawn(4, blank=False).message) == (Message(NEXT), Message("Saved"))


def test_each_state_of_the_drawing_is_previewed_once() -> None:
    asked = DRAWN.preview(b"png")

    assert (DRAWN.wants_preview, asked.wants_preview, asked.unsent) == (True, False, (Preview(3, b"png"),))
    assert asked.drawn(4, blank=False).wants_preview


def test_a_blank_canvas_is_not_previewed() -> None:
    assert not DRAWN.drawn(4, blank=True).wants_preview


def test_what_is_being_classified_is_not_previewed_too() -> None:
    assert (CLASSIFIED.wants_preview, CLASSIFIED.drawn(4, blank=False).wants_preview) == (False, True)


def test_classify_asks_under_a_key() -> None:
    assert replace(DRAWN, subject=Subject(KEY, 3), message=ASKING, unsent=(Classify(3, b"png", KEY),)) == CLASSIFIED


def test_a_blank_drawing_is_not_classified() -> None:
    assert Session().classify(b"png", KEY) == Session().saying(NOTHING_DRAWN)


def test_a_second_classify_waits_for_the_first() -> None:
    drawn_on = CLASSIFIED.drawn(4, blank=False)

    assert drawn_on.classify(b"more", OTHER_KEY) == drawn_on.saying(STILL_WAITING)


def test_one_drawing_is_classified_once() -> None:
    assert ANSWERED.classify(b"png", OTHER_KEY) == ANSWERED.saying(ALREADY_RECORDED)


def test_a_drawing_that_was_drawn_on_is_another() -> None:
    again = ANSWERED.drawn(4, blank=False).classify(b"more", OTHER_KEY)

    assert (again.subject, again.unsent) == (Subject(OTHER_KEY, 4), (Classify(4, b"more", OTHER_KEY),))


def test_while_the_gateway_is_away_a_drawing_is_kept_and_that_is_said() -> None:
    assert replace(DRAWN, link="away").classify(b"png", KEY).message == KEPT


def test_a_digit_before_anything_is_drawn_or_classified_is_told_in_words() -> None:
    assert (Session().tell(7), DRAWN.tell(7)) == (Session().saying(NOTHING_DRAWN), DRAWN.saying(CLASSIFY_FIRST))


def test_a_digit_labels_the_drawing_that_was_classified() -> None:
    told = ANSWERED.tell(7)

    assert (told.label, told.unsent) == (Label(7), (Tell(KEY, 7),))


def test_a_digit_pressed_before_the_answer_is_there_goes_out_after_the_drawing() -> None:
    assert CLASSIFIED.tell(7).unsent == (Classify(3, b"png", KEY), Tell(KEY, 7))


def test_the_label_speaks_of_the_classified_drawing_while_the_person_draws_on() -> None:
    assert ANSWERED.drawn(4, blank=False).tell(7).unsent == (Tell(KEY, 7),)


def test_the_same_digit_again_says_nothing_new_and_another_corrects_it() -> None:
    told = ANSWERED.tell(7).sent()

    assert (told.tell(7), told.tell(1).unsent, told.tell(1).label) == (told, (Tell(KEY, 1),), Label(1))


def test_the_next_classify_begins_without_a_label() -> None:
    assert ANSWERED.tell(7).drawn(4, blank=False).classify(b"more", OTHER_KEY).label is None


def test_after_clear_there_is_nothing_to_label_and_what_was_asked_is_still_sent() -> None:
    cleared = CLASSIFIED.tell(7).drawn(4, blank=True).cleared()

    assert (cleared.subject, cleared.label, cleared.since) == (None, None, 4)
    assert cleared.unsent == (Classify(3, b"png", KEY), Tell(KEY, 7))
    assert cleared.tell(1) == cleared.saying(NOTHING_DRAWN)


def test_what_was_sent_is_not_sent_again() -> None:
    assert CLASSIFIED.sent().unsent == ()
