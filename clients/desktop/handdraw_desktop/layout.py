"""Where everything lies in a window of any size. Nothing overlaps, and nothing leaves the window."""

from dataclasses import dataclass, field
from itertools import pairwise

from pygame import Rect

from handdraw_desktop.drawing.strokes import SIDE, Point
from handdraw_desktop.keys import Action

Size = tuple[int, int]
TOOLBAR_ACTIONS = (Action.CLEAR, Action.UNDO, Action.REDO, Action.ERASER, Action.SAVE, Action.CLASSIFY)

# In units: a window of FULL has the canvas at twice its pixels, and one unit is one pixel.
FULL = (984, 784)
MARGIN, GAP = 24, 16
TOOLBAR, PANEL, STRIP, STATUS = 44, 352, 64, 36
ANSWER, GLYPH = 186, 140
CARD_PADDING = 12
SMALLEST_UNIT = 0.62  # below it the panel's text is not readable: the canvas takes the room

# In pixels, for windows smaller than that.
PLAIN_MARGIN = 2
ROOM_FOR_STATUS, ROOM_FOR_TOOLBAR, ROOM_FOR_ANSWER = 160, 220, 48


@dataclass(frozen=True, slots=True)
class Say:
    """One of the ten bars: it is this digit."""

    digit: int


@dataclass(frozen=True, slots=True)
class Look:
    """A place of the strip: 0 is the newest drawing."""

    place: int


Target = Action | Say | Look


@dataclass(frozen=True, slots=True)
class Layout:
    """``unit``: pixels for one pixel of the full window. What has no room in a small window is missing."""

    window: Rect
    unit: float
    canvas: Rect
    buttons: dict[Action, Rect] = field(default_factory=dict)
    answer: Rect | None = None
    bars: Rect | None = None
    glyph: Rect | None = None
    status: Rect | None = None
    digits: tuple[Rect, ...] = ()
    strip: tuple[Rect, ...] = ()

    def on_canvas(self, place: Size) -> Point:
        """From the window's pixels to the drawing's."""
        scale = SIDE / self.canvas.width
        return (place[0] - self.canvas.x) * scale, (place[1] - self.canvas.y) * scale

    def targets(self) -> tuple[tuple["Target", Rect], ...]:
        """Whatever can be pressed, in the order in which Tab goes."""
        digits = ((Say(digit), rect) for digit, rect in enumerate(self.digits))
        strip = ((Look(place), rect) for place, rect in enumerate(self.strip))
        return (*self.buttons.items(), *digits, *strip)

    def target_at(self, place: Size) -> "Target | None":
        return next((target for target, rect in self.targets() if rect.collidepoint(place)), None)


def window_size(scale: float, screen: Size) -> Size:
    """The first window: the canvas at ``scale``, or as large as the screen allows."""
    fits = min(0.9 * there / full for there, full in zip(screen, FULL, strict=True))
    unit = min(scale * SIDE / _canvas_side(FULL, 1), fits)
    return round(FULL[0] * unit), round(FULL[1] * unit)


def lay_out(size: Size) -> Layout:
    unit = min(size[0] / FULL[0], size[1] / FULL[1])
    if unit >= SMALLEST_UNIT:
        return _full(size, unit)
    return _plain(size)


def _canvas_side(size: Size, unit: float) -> int:
    """What the panel and the toolbar leave."""
    wide = size[0] - _px(2 * MARGIN + MARGIN + PANEL, unit)
    high = size[1] - _px(MARGIN + GAP + TOOLBAR + GAP + STRIP + MARGIN + STATUS, unit)
    return min(wide, high)


def _full(size: Size, unit: float) -> Layout:
    """Canvas and toolbar left, what was read right, a status line below; in the middle of a larger window."""
    margin, gap, toolbar, panel, status = (_px(units, unit) for units in (MARGIN, GAP, TOOLBAR, PANEL, STATUS))
    side = _canvas_side(size, unit)
    strip = _px(STRIP, unit)
    content = Rect(0, 0, side + margin + panel, side + gap + toolbar + gap + strip)
    content.center = size[0] // 2, (size[1] - status) // 2
    canvas = Rect(content.topleft, (side, side))
    column = Rect(canvas.right + margin, content.top, panel, side + gap + toolbar)
    answer, bars, glyph = _cards(column, unit, gap)
    below = Rect(canvas.left, canvas.bottom + gap, side, toolbar)
    return Layout(
        Rect((0, 0), size),
        unit,
        canvas,
        _toolbar(below, _px(10, unit)),
        answer,
        bars,
        glyph,
        Rect(0, size[1] - status, size[0], status),
        _rows(bars, _px(CARD_PADDING, unit)),
        _places(Rect(content.left, content.bottom - strip, content.width, strip), _px(8, unit)),
    )


def _rows(card: Rect, padding: int) -> tuple[Rect, ...]:
    """One for each digit."""
    tops = [round(card.top + padding + (card.height - 2 * padding) * number / 10) for number in range(11)]
    left, width = card.left + padding // 2, card.width - padding
    return tuple(Rect(left, top, width, below - top) for top, below in pairwise(tops))


def _places(strip: Rect, gap: int) -> tuple[Rect, ...]:
    """As many as there is room for, half as wide again as high."""
    width = round(strip.height * 1.5)
    count = (strip.width + gap) // (width + gap)
    return tuple(Rect(strip.left + number * (width + gap), strip.top, width, strip.height) for number in range(count))


def _cards(column: Rect, unit: float, gap: int) -> tuple[Rect, Rect, Rect]:
    answer = Rect(column.topleft, (column.width, _px(ANSWER, unit)))
    glyph = Rect(column.left, 0, column.width, _px(GLYPH, unit))
    glyph.bottom = column.bottom
    top = answer.bottom + gap
    return answer, Rect(column.left, top, column.width, glyph.top - gap - top), glyph


def _toolbar(place: Rect, gap: int) -> dict[Action, Rect]:
    """The last button, what one mostly wants, is as wide as two."""
    count = len(TOOLBAR_ACTIONS)
    single = (place.width - gap * (count - 1)) / (count + 1)
    edges = [round(place.left + number * (single + gap)) for number in range(count)]
    rights = [*(edge - gap for edge in edges[1:]), place.right]
    return {
        action: Rect(left, place.top, right - left, place.height)
        for action, left, right in zip(TOOLBAR_ACTIONS, edges, rights, strict=True)
    }


def _plain(size: Size) -> Layout:
    """Too small for the panel: the canvas as large as it can be, and of the rest what has room beside it."""
    window = Rect((0, 0), size)
    room, status = _cut(window, STATUS) if min(size) >= ROOM_FOR_STATUS else (window, None)
    room = room.inflate(-2 * PLAIN_MARGIN, -2 * PLAIN_MARGIN) if min(room.size) > 4 * PLAIN_MARGIN else room
    room, below = _cut(room, TOOLBAR) if min(size) >= ROOM_FOR_TOOLBAR else (room, None)
    side = max(1, min(room.size))
    canvas = Rect(room.topleft, (side, side))
    buttons = {} if below is None else _toolbar(below.inflate(0, -2 * PLAIN_MARGIN), 2 * PLAIN_MARGIN)
    answer = _beside(canvas, room)
    if answer is None:
        canvas.center = room.center
    return Layout(window, SMALLEST_UNIT, canvas, buttons, answer, status=status)


def _cut(room: Rect, units: float) -> tuple[Rect, Rect]:
    """What is left of the room, and a strip at its lower edge."""
    height = _px(units, SMALLEST_UNIT)
    left = Rect(room.left, room.top, room.width, room.height - height)
    return left, Rect(room.left, left.bottom, room.width, height)


def _beside(canvas: Rect, room: Rect) -> Rect | None:
    """Where the digit that was read has room, right of the canvas or below it."""
    gap = 2 * PLAIN_MARGIN
    right = Rect(canvas.right + gap, room.top, room.right - canvas.right - gap, room.height)
    below = Rect(room.left, canvas.bottom + gap, room.width, room.bottom - canvas.bottom - gap)
    return next((place for place in (right, below) if min(place.size) >= ROOM_FOR_ANSWER), None)


def _px(units: float, unit: float) -> int:
    return round(units * unit)
