"""From what is so to the parts of the window's picture."""

from collections.abc import Iterator
from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.gateway.calls import LOCKED, Away, Reason
from handdraw_desktop.keys import Action
from handdraw_desktop.layout import SPELT_OUT, Layout, Look, Pick, Say, Target
from handdraw_desktop.pages import Cover, Page, page_targets
from handdraw_desktop.session.history import Reading
from handdraw_desktop.session.state import Session
from handdraw_desktop.session.status import status
from handdraw_desktop.view.answer import Answer, NoAnswer, Standing
from handdraw_desktop.view.bars import Bar, Card
from handdraw_desktop.view.button import Button
from handdraw_desktop.view.glyph import Glyph
from handdraw_desktop.view.help import HelpPage
from handdraw_desktop.view.pages import FileRow, Titled, glyph_place, score_page
from handdraw_desktop.view.palette import Palette
from handdraw_desktop.view.part import Part, Placed
from handdraw_desktop.view.screen import Picture
from handdraw_desktop.view.status import Lamp, StatusLine
from handdraw_desktop.view.strip import Earlier, Vacant
from handdraw_desktop.words.wording import Words


@dataclass(frozen=True, slots=True)
class Hands:
    """Where the person is, by mouse, finger and keyboard. ``enabled``: what can be done now."""

    enabled: frozenset[Action] = frozenset()
    hovered: Target | None = None
    pressed: Target | None = None
    focused: Target | None = None
    erases: bool = False
    cover: Cover | None = None


def picture(layout: Layout, session: Session, hands: Hands, words: Words, palette: Palette) -> Picture:
    if hands.cover is not None:
        page = tuple(_page(hands.cover, layout, session, hands))
        return Picture(layout.unit, words, palette, None, session.drawing, page)
    parts = (Placed(place, part) for place, part in _parts(layout, session, hands) if place is not None)
    return Picture(layout.unit, words, palette, layout.canvas, session.drawing, tuple(parts))


def _page(cover: Cover, layout: Layout, session: Session, hands: Hands) -> Iterator[Placed]:
    base: Part = HelpPage()
    match cover.page:
        case Page.SCORE:
            base = score_page(session.strip)
        case Page.HISTORY:
            base = Titled("history", (("history", "note" if session.strip else "empty"),))
        case Page.FILES:
            base = Titled("files", (*(() if cover.files else (("files", "empty"),)), ("files", "drop")))
        case Page.EXPLAIN:
            base = Titled("heat", (("heat", "note"),))
    yield Placed(layout.window, base)
    for target, place in page_targets(cover, layout, len(session.strip)):
        match target:
            case Look(number):
                yield Placed(place, _earlier(number, session, hands))
            case Pick(number):
                yield Placed(place, FileRow(*cover.files[number], hands.hovered == target, hands.focused == target))
            case Action():
                yield Placed(place, _button(target, session, hands))
    if cover.page is Page.EXPLAIN:
        yield Placed(glyph_place(layout), _glyph(session))


def _glyph(session: Session) -> Glyph:
    shown = session.shown
    return Glyph(None if shown is None else shown.answer, session.saliency, session.is_unexplained)


def _parts(layout: Layout, session: Session, hands: Hands) -> Iterator[tuple[Rect | None, Part]]:
    shown = session.shown
    yield layout.answer, _answer(session, shown)
    yield layout.bars, Card()
    for digit, place in enumerate(layout.digits):
        yield place, _bar(digit, session, shown, hands)
    yield layout.glyph, _glyph(session)
    for action, place in layout.buttons.items():  # one of them lies on the card of the 28x28
        yield place, _button(action, session, hands)
    for number, place in enumerate(layout.strip):
        yield place, _earlier(number, session, hands)
    line = StatusLine(status(session), lamp(session), session.waiting, _pointed(session, hands), hands.erases)
    yield layout.status, line


def _pointed(session: Session, hands: Hands) -> Action | None:
    """A sign has no words of its own; but what came of the last wish is said first."""
    signs = (one for one in (hands.hovered, hands.focused) if isinstance(one, Action) and one not in SPELT_OUT)
    return None if session.note else next(signs, None)


def _button(action: Action, session: Session, hands: Hands) -> Button:
    on = {Action.ERASER: hands.erases, Action.EXPLAIN: session.explains}
    return Button(
        action,
        action in hands.enabled,
        hands.hovered is action,
        hands.pressed is action,
        hands.focused is action,
        on=on.get(action, False),
    )


def _answer(session: Session, shown: Reading | None) -> Answer | NoAnswer:
    entry = session.entry
    said, taken, drawing = (None, False, None) if entry is None else (entry.said, entry.taken, entry.drawing)
    if shown is None:
        return NoAnswer(said, drawing)
    read, standing = shown.answer, _standing(session, shown)
    return Answer(read.digit, read.confidence, standing, read.warnings, said, taken, drawing)


def _standing(session: Session, shown: Reading) -> Standing:
    entry, away = session.entry, isinstance(session.link, Away)
    if entry is not None:
        if entry.read is not None:
            return Standing.RECORDED
        return Standing.KEPT if away else Standing.SENDING
    return Standing.OUT_OF_DATE if away and shown.drawing != session.drawing.id else Standing.PREVIEW


def _bar(digit: int, session: Session, shown: Reading | None, hands: Hands) -> Bar:
    answer, entry, target = None if shown is None else shown.answer, session.entry, Say(digit)
    return Bar(
        digit,
        None if answer is None else answer.probabilities[digit],
        answer is not None and answer.digit == digit,
        entry is not None and entry.said == digit,
        hands.hovered == target,
        hands.pressed == target,
        hands.focused == target,
    )


def _earlier(place: int, session: Session, hands: Hands) -> Earlier | Vacant:
    entry = session.latest(place)
    if entry is None:
        return Vacant(place == 0)
    return Earlier(
        entry.drawing,
        None if entry.read is None else entry.read.digit,
        entry.said,
        entry.drawing.id == session.drawing.id,
        hands.hovered == Look(place),
        hands.focused == Look(place),
    )


def lamp(session: Session) -> Lamp:
    """Green only for Handdraw's gateway."""
    if session.link is None:
        return "unknown"
    if isinstance(session.link, Away):
        if session.link.reason in LOCKED:
            return "locked"
        return "foreign" if session.link.reason is Reason.NOT_THE_GATEWAY else "away"
    return "present"
