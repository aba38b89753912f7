from dataclasses import replace

import pytest

from handdraw_desktop.gateway.calls import Away, Classified, Classify, Ended, Present, Preview, Reason, Tell, Told
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.session.hearing import heard
from handdraw_desktop.session.state import Session
from handdraw_desktop.session.status import status

from ..answers import KEY, OTHER_KEY, read
from .drawings import ANOTHER, BLANK, DRAWN

BEGUN = replace(Session(BLANK), link=Present("1.0"))
SHOWN = BEGUN.drawn(DRAWN)
SENT = SHOWN.record().sent()
READ = heard(SENT, Classified(KEY, read(7)))
AWAY = Away(Reason.BUSY, 3)


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (BEGUN, Status(Code.INVITATION)),
        (SHOWN, Status(Code.NEXT)),
        (SENT, Status(Code.SENDING)),
        (SENT.tell(7), Status(Code.TELLING, said=7)),
        (READ, Status(Code.READ, digit=7)),
        (READ.tell(1), Status(Code.TELLING, digit=7, said=1)),
        (heard(READ.tell(1), Told(KEY, 1)), Status(Code.TOLD, digit=7, said=1)),
        (heard(SENT.tell(1), Told(KEY, 1)), Status(Code.TELLING, said=1)),
        (SHOWN.noting(Code.SAVED, "7.png"), Status(Code.SAVED, text="7.png")),
        (heard(SENT, Ended(Classify(KEY, b""), "blank_drawing")), Status(Code.ENDED, text="blank_drawing")),
        (heard(SHOWN, Ended(Preview(KEY, b""), "blank_drawing")), Status(Code.ENDED, text="blank_drawing")),
        (heard(READ, Ended(Preview(KEY, b"", explain=True), "invalid_request")), Status(Code.READ, digit=7)),
        (heard(READ.tell(1), Ended(Tell(KEY, 1), "no")), Status(Code.LABEL_ENDED, text="no")),
        (heard(SHOWN, Ended(Preview(OTHER_KEY, b""), "blank_drawing")), Status(Code.NEXT)),
        (READ.drawn(ANOTHER), Status(Code.NEXT)),
        (READ.drawn(ANOTHER).drawn(DRAWN), Status(Code.READ, digit=7)),
        (READ.drawn(BLANK), Status(Code.INVITATION)),
    ],
)
def test_what_is_said_follows_from_what_is_so(session: Session, expected: Status) -> None:
    assert expected == status(session)


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (BEGUN, Status(Code.AWAY, reason=Reason.BUSY)),
        (SHOWN, Status(Code.AWAY, reason=Reason.BUSY)),
        (SENT, Status(Code.KEPT, reason=Reason.BUSY)),
        (READ.tell(1), Status(Code.KEPT, digit=7, said=1, reason=Reason.BUSY)),
        (READ, Status(Code.READ, digit=7)),
        (heard(READ.tell(1), Told(KEY, 1)), Status(Code.TOLD, digit=7, said=1)),
    ],
)
def test_while_the_gateway_is_away_that_is_said_unless_the_drawing_is_recorded(
    session: Session, expected: Status
) -> None:
    assert expected == status(heard(session, AWAY))


def test_the_message_leaves_with_its_state() -> None:
    away = heard(SENT, AWAY)

    assert [status(one).code for one in (away, heard(away, Classified(KEY, read(7))))] == [Code.KEPT, Code.READ]
