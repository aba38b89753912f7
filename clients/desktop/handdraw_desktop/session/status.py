"""What there is to say, derived from the session: it leaves with the state that it belongs to."""

from handdraw_desktop.gateway.calls import Away, Tell
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.session.history import Entry
from handdraw_desktop.session.state import Session


def status(session: Session) -> Status:
    if session.note is not None:
        return session.note
    if session.ended is not None and session.ended.call.drawing == session.drawing.id:
        refused = Code.LABEL_ENDED if isinstance(session.ended.call, Tell) else Code.ENDED
        return Status(refused, text=session.ended.code)
    if session.entry is not None:
        return _of_entry(session, session.entry)
    if isinstance(session.link, Away):
        return Status(Code.AWAY, reason=session.link.reason)
    return Status(Code.INVITATION if session.drawing.is_blank else Code.NEXT)


def _of_entry(session: Session, entry: Entry) -> Status:
    digit = None if entry.read is None else entry.read.digit
    settled = entry.read is not None and (entry.said is None or entry.taken)
    if settled:
        return Status(Code.READ if entry.said is None else Code.TOLD, digit, entry.said)
    if isinstance(session.link, Away):
        return Status(Code.KEPT, digit, entry.said, session.link.reason)
    return Status(Code.SENDING if entry.said is None else Code.TELLING, digit, entry.said)
