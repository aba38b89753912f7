"""How each word of the gateway changes the session."""

from dataclasses import replace
from uuid import UUID

from handdraw_desktop.calls import (
    Answer,
    Away,
    Call,
    Classified,
    Classify,
    Present,
    Preview,
    Previewed,
    Refused,
    Tell,
    Told,
)
from handdraw_desktop.session import ASKING, Label, Message, Reading, Session

AWAY = "Gateway away: "


def heard(session: Session, answer: Answer) -> Session:
    if isinstance(answer, Away):
        return _without_gateway(session, answer.reason)
    present = _with_gateway(session)
    match answer:
        case Previewed(revision, classification):
            return _showing(present, Reading(revision, classification, recorded=False))
        case Classified(revision, classification, key):
            return _recorded(present, Reading(revision, classification, recorded=True), key)
        case Told(receipt):
            return _told(present, receipt.classification_id, receipt.digit)
        case Refused(call, reason):
            return _refused(present, call, reason)
        case Present():
            return present


def _with_gateway(session: Session) -> Session:
    back = session.saying("The gateway is back", "good") if session.link == "away" else session
    return replace(back, link="present")


def _without_gateway(session: Session, reason: str) -> Session:
    """Said once, and again where the reason is another; else what was said meanwhile stands."""
    kept = "The drawing is kept, and sent once it is back" if session.waits else "Trying again"
    message = Message(f"{AWAY}{reason}. {kept}", "problem")
    news = session.link != "away" or session.message == ASKING or session.message.text.startswith(AWAY)
    return replace(session, link="away", message=message if news else session.message)


def _showing(session: Session, reading: Reading) -> Session:
    """Unless it comes too late: for a drawing that is gone, or after an answer that is newer."""
    gone = reading.revision < session.since
    overtaken = session.shown is not None and session.shown.rank > reading.rank
    return session if gone or overtaken else replace(session, shown=reading)


def _recorded(session: Session, reading: Reading, key: UUID) -> Session:
    digit = reading.answer.digit
    if session.subject is None or session.subject.key != key:
        return session.saying(f"The drawing before was read as a {digit}, and recorded")
    question = "" if session.label else ": what was it? Press 0 to 9"
    answered = replace(_showing(session, reading), subject=replace(session.subject, answered=True))
    return answered.saying(f"Read as a {digit}, and recorded{question}", "good")


def _told(session: Session, key: UUID, digit: int) -> Session:
    if not _is_in_force(session, Tell(key, digit)):
        return session
    return replace(session, label=Label(digit, taken=True)).saying(f"Recorded: it was a {digit}", "good")


def _refused(session: Session, call: Call, reason: str) -> Session:
    match call:
        case Preview(revision):
            return session if revision < session.since else session.saying(reason, "problem")
        case Classify(key=key) if session.subject is not None and session.subject.key == key:
            session = replace(session, subject=None, label=None)
        case Tell() if _is_in_force(session, call):
            session = replace(session, label=None)
    return session.saying(reason, "problem")


def _is_in_force(session: Session, said: Tell) -> bool:
    """Not corrected meanwhile, nor about another drawing."""
    subject, label = session.subject, session.label
    return (
        subject is not None and label is not None and (subject.key, label.digit) == (said.classification_id, said.digit)
    )
