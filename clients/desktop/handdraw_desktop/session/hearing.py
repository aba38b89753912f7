"""How each word of the gateway changes the session. Answers find their drawing by its id, however late they come."""

from dataclasses import replace

from handdraw_desktop.gateway.calls import (
    Answer,
    Away,
    Classified,
    Classify,
    Ended,
    Present,
    Preview,
    Previewed,
    Tell,
    Told,
    Unkept,
)
from handdraw_desktop.session.codes import Code
from handdraw_desktop.session.history import Reading
from handdraw_desktop.session.state import Session


def heard(session: Session, answer: Answer) -> Session:
    match answer:
        case Away() | Present():
            return replace(session, link=answer, note=session.note if _is_no_news(session, answer) else None)
        case Previewed():
            return _previewed(_with_gateway(session), answer)
        case Classified():
            return _classified(_with_gateway(session), answer)
        case Told():
            return _told(_with_gateway(session), answer)
        case Unkept():
            return session.noting(Code.UNKEPT)
        case Ended():
            return _ended(_with_gateway(session), answer)


def _is_no_news(session: Session, answer: Away | Present) -> bool:
    """The first word is none: what was said at the start, as of the settings, stays."""
    if session.link is None:
        return True
    if isinstance(session.link, Away) and isinstance(answer, Away):
        return session.link.reason == answer.reason
    return isinstance(answer, Present) and isinstance(session.link, Present)


def _with_gateway(session: Session) -> Session:
    """Who answers is there."""
    return session if isinstance(session.link, Present) else replace(session, link=Present(""))


def _previewed(session: Session, answer: Previewed) -> Session:
    """Unless it was overtaken, or its drawing is gone."""
    if answer.drawing not in session.asked:
        return session
    later = session.asked[session.asked.index(answer.drawing) + 1 :]
    return replace(session, asked=later, reading=Reading(answer.drawing, answer.answer))


def _classified(session: Session, answer: Classified) -> Session:
    entry = session.entry_of(answer.drawing)
    return session if entry is None else _news(session.with_entry(replace(entry, read=answer.answer)), answer)


def _told(session: Session, answer: Told) -> Session:
    """Unless it was corrected meanwhile."""
    entry = session.entry_of(answer.drawing)
    if entry is None or entry.said != answer.digit:
        return session
    return _news(session.with_entry(replace(entry, taken=True)), answer)


def _ended(session: Session, answer: Ended) -> Session:
    """A refused drawing is not recorded, and may be sent again; a refused label is none."""
    call = answer.call
    match call:
        case Preview():
            asked = tuple(one for one in session.asked if one != call.drawing)
            recorded = session.entry_of(call.drawing) is not None  # or on its way: of that the gateway says so itself
            return replace(session, asked=asked, ended=session.ended if recorded else answer)
        case Classify():
            history = tuple(entry for entry in session.history if entry.drawing.id != call.drawing)
            return replace(session, history=history, ended=answer, note=None)
        case Tell():
            entry = session.entry_of(call.drawing)
            if entry is None or entry.said != call.digit:
                return session
            return replace(session.with_entry(replace(entry, said=None, taken=False)), ended=answer, note=None)


def _news(session: Session, answer: Classified | Told) -> Session:
    """What was noted about the drawing on the screen was before this."""
    return replace(session, note=None) if answer.drawing == session.drawing.id else session
