"""What covers the window for a while: keys, score, last drawings, files. The next key or a click elsewhere ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pygame import Rect

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.keys import Action
from handdraw_desktop.layout import PLACE, SIDEBAR, Layout, Look, Pick, Target, places

TITLE, MARGIN, GAP = 96, 20, 8
WIDEST = 720  # of a page, in the middle of a wide window


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
    height, gap = round(PLACE * layout.unit), round(GAP * layout.unit)
    found: Sequence[Target] = ()
    match cover.page:
        case Page.HISTORY:
            cells = places(room, (round(SIDEBAR * layout.unit), height), gap)
            own = [Action.HIDE] if Action.HIDE not in layout.buttons and cells else []
            found = [*(Look(place) for place in range(min(entries, len(cells) - len(own)))), *own]
        case Page.FILES:
            cells = places(room, (room.width, height), gap)
            found = [Pick(place) for place in range(len(cover.files))]
        case _:
            return ()
    return tuple(zip(found, cells, strict=False))


def sheet(window: Rect, unit: float) -> Rect:
    """What a page is written on."""
    margin = round(MARGIN * unit)
    room = Rect(0, 0, min(window.width - 2 * margin, round(WIDEST * unit)), window.height - 2 * margin)
    room.center = window.center
    return room


def body(layout: Layout) -> Rect:
    """Below the title."""
    room = sheet(layout.window, layout.unit)
    top = round(TITLE * layout.unit)
    room = Rect(room.left, room.top + top, room.width, room.height - top)
    return room if min(room.size) > 0 else Rect(layout.window.topleft, (0, 0))
