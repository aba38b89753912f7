"""What covers the window for a while: keys, score, last drawings, files. The next key or a click elsewhere ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pygame import Rect

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.keys import Action
from handdraw_desktop.layout import PLACE, SIDEBAR, Layout, Look, Pick, Target, places

TITLE, MARGIN, GAP = 56, 16, 8
WIDEST_ROW = 640


class Page(StrEnum):
    HELP = "help"
    SCORE = "score"
    HISTORY = "history"
    FILES = "files"
    EXPLAIN = "explain"


OPENED_BY = {Action.HELP: Page.HELP, Action.SCORE: Page.SCORE, Action.HISTORY: Page.HISTORY, Action.OPEN: Page.FILES}


@dataclass(frozen=True, slots=True)
class Cover:
    """``files``: their names, and what they show, where it can be read."""

    page: Page
    files: tuple[tuple[str, Drawing | None], ...] = ()


def page_targets(cover: Cover, layout: Layout, entries: int) -> tuple[tuple[Target, Rect], ...]:
    """What can be pressed there, as much as there is room for. ``entries``: of the strip."""
    room = body(layout)
    height = round(PLACE * layout.unit)
    gap = round(GAP * layout.unit)
    found: Sequence[Target] = ()
    match cover.page:
        case Page.HISTORY:
            size = round(SIDEBAR * layout.unit), height
            found = [Look(place) for place in range(entries)]
        case Page.FILES:
            size = min(room.width, round(WIDEST_ROW * layout.unit)), height
            found = [Pick(place) for place in range(len(cover.files))]
        case _:
            return ()
    return tuple(zip(found, places(room, size, gap), strict=False))


def body(layout: Layout) -> Rect:
    """Below the title."""
    margin = round(MARGIN * layout.unit)
    top = round(TITLE * layout.unit)
    window = layout.window
    room = Rect(margin, top, window.width - 2 * margin, window.height - top - margin)
    return room if min(room.size) > 0 else Rect(window.topleft, (0, 0))
