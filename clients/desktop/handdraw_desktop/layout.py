"""Where everything lies in a window of any size. Nothing overlaps, and nothing leaves the window.

``full``: drawings of before and what is seldom pressed on the left, canvas and toolbar, what was read on the right.
``compact``: canvas, digit and confidence, ten bars and every button. ``plain``, smaller still: the canvas, and of the
rest what has room.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pygame import Rect

from handdraw_desktop.drawing.strokes import SIDE, Point
from handdraw_desktop.keys import Action

Size = tuple[int, int]
TOOLBAR_ACTIONS = (
    Action.CLEAR,
    Action.UNDO,
    Action.REDO,
    Action.ERASER,
    Action.SAVE,
    Action.OPEN,
    Action.CLASSIFY,
)
COMPACT_ACTIONS = (Action.CLEAR, Action.UNDO, Action.REDO, Action.ERASER, Action.CLASSIFY)
"""of the toolbar what stands in its own row where two are needed"""

CORNER_ACTIONS = (Action.HIDE, Action.EXPORT, Action.SCORE, Action.LANGUAGE, Action.THEME, Action.HELP)
SELDOM_ACTIONS = (
    Action.EXPLAIN,
    Action.SAVE,
    Action.OPEN,
    Action.HISTORY,
    Action.EXPORT,
    Action.SCORE,
    Action.LANGUAGE,
    Action.THEME,
    Action.HELP,
)
"""below it, where there is no strip"""

SPELT_OUT = {Action.CLEAR: 2, Action.CLASSIFY: 3}
"""buttons that have room for a word, so many times as wide as those that have a sign"""

# In units: a window of FULL has the canvas at twice its pixels, and one unit is one pixel.
FULL = (1104, 704)
MARGIN, GAP = 24, 16
SIDEBAR, TOOLBAR, PANEL, PLACE, STATUS = 96, 44, 352, 64, 36
ANSWER, GLYPH, TOGGLE = 186, 140, 36
CARD_PADDING = 8
SMALLEST_UNIT = 0.75  # below it the panel's text is not readable: the canvas takes the room

# In pixels of a plain display, for windows smaller than that.
NARROW, BUTTON, COLUMN, TWO_LINES = 8, 32, 136, 44
LOWER, SMALLEST_ANSWER, SMALLEST_CANVAS = 168, 84, 160
SMALLEST_ROW = 20  # a bar that can be pressed; where there is less height they stand in two columns
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


@dataclass(frozen=True, slots=True)
class Pick:
    """A row of the page of files."""

    place: int


Target = Action | Say | Look | Pick


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


def lay_out(size: Size, display_scale: float = 1) -> Layout:
    unit = min(size[0] / FULL[0], size[1] / FULL[1])
    if unit >= SMALLEST_UNIT * display_scale:
        return _full(size, unit)
    return _compact(size, display_scale) or _plain(size, display_scale)


def _canvas_side(size: Size, unit: float) -> int:
    """What sidebar, panel and toolbar leave."""
    wide = size[0] - _px(4 * MARGIN + SIDEBAR + PANEL, unit)
    high = size[1] - _px(MARGIN + GAP + TOOLBAR + MARGIN + STATUS, unit)
    return min(wide, high)


def _full(size: Size, unit: float) -> Layout:
    """In the middle of a larger window, a status line below."""
    margin, gap, toolbar, panel, status = (_px(units, unit) for units in (MARGIN, GAP, TOOLBAR, PANEL, STATUS))
    side, bar = _canvas_side(size, unit), _px(SIDEBAR, unit)
    content = Rect(0, 0, bar + margin + side + margin + panel, side + gap + toolbar)
    content.center = size[0] // 2, (size[1] - status) // 2
    canvas = Rect(content.left + bar + margin, content.top, side, side)
    answer, bars, glyph = _cards(Rect(canvas.right + margin, content.top, panel, content.height), unit, gap)
    corner = Rect(content.left, content.bottom - 3 * toolbar - gap, bar, 3 * toolbar + gap)
    above = Rect(content.left, content.top, bar, corner.top - gap - content.top)
    toggle = Rect(0, 0, _px(TOGGLE, unit), _px(TOGGLE, unit))
    toggle.topright = glyph.right - gap // 2, glyph.top + gap // 2
    tools = _row(TOOLBAR_ACTIONS, Rect(canvas.left, canvas.bottom + gap, side, toolbar), gap // 2)
    return Layout(
        Rect((0, 0), size),
        unit,
        canvas,
        tools | {Action.EXPLAIN: toggle} | _grid(corner, gap // 2),
        answer,
        bars,
        glyph,
        Rect(0, size[1] - status, size[0], status),
        _bars(bars, _px(CARD_PADDING, unit), SMALLEST_ROW * SMALLEST_UNIT),
        places(above, (bar, _px(PLACE, unit)), gap // 2),
    )


def _cards(column: Rect, unit: float, gap: int) -> tuple[Rect, Rect, Rect]:
    answer = Rect(column.topleft, (column.width, _px(ANSWER, unit)))
    glyph = Rect(column.left, 0, column.width, _px(GLYPH, unit))
    glyph.bottom = column.bottom
    top = answer.bottom + gap
    return answer, Rect(column.left, top, column.width, glyph.top - gap - top), glyph


def _bars(card: Rect, padding: int, smallest_row: float) -> tuple[Rect, ...]:
    """One for each digit: below one another, or 0 to 4 beside 5 to 9."""
    columns = 1 if card.height - 2 * padding >= 10 * smallest_row else 2
    tops = _edges(card.top + padding, card.bottom - padding, 10 // columns)
    sides = _edges(card.left + padding // 2, card.right - padding // 2, columns)
    return tuple(Rect(left, top, right - left, below - top) for left, right in sides for top, below in tops)


def _edges(first: int, last: int, count: int) -> list[tuple[int, int]]:
    """Of ``count`` equal parts that touch."""
    return list(pairwise(round(first + (last - first) * number / count) for number in range(count + 1)))


def places(room: Rect, size: Size, gap: int) -> tuple[Rect, ...]:
    """Row by row, as many as there is room for."""
    across, down = ((there + gap) // (one + gap) for there, one in zip(room.size, size, strict=True))
    return tuple(
        Rect((room.left + column * (size[0] + gap), room.top + row * (size[1] + gap)), size)
        for row in range(down)
        for column in range(across)
    )


def _grid(corner: Rect, gap: int) -> dict[Action, Rect]:
    size = (corner.width - gap) // 2, (corner.height - 2 * gap) // 3
    return dict(zip(CORNER_ACTIONS, places(corner, size, gap), strict=True))


def _row(actions: Sequence[Action], place: Rect, gap: int) -> dict[Action, Rect]:
    """As wide as the place, or, for few, as wide as they want to be."""
    shares = [SPELT_OUT.get(action, 1) for action in actions]
    share = min((place.width - gap * (len(actions) - 1)) / sum(shares), 2 * place.height)
    lefts = [place.left + sum(shares[:number]) * share + number * gap for number in range(len(actions))]
    return {
        action: Rect(round(left), place.top, round(left + width * share) - round(left), place.height)
        for action, left, width in zip(actions, lefts, shares, strict=True)
    }


def _compact(size: Size, scale: float) -> Layout | None:
    """With the larger canvas of two: what was read beside it, or below. None: no room for either."""
    margin, button, status = (_px(pixels, scale) for pixels in (NARROW, BUTTON, TWO_LINES))
    tools = Rect(margin, 0, size[0] - 2 * margin, 2 * button + margin)
    tools.bottom = size[1] - status - margin
    room = Rect(margin, margin, tools.width, tools.top - 2 * margin)
    column, lower = _px(COLUMN, scale), _px(LOWER, scale)
    beside, below = min(room.width - margin - column, room.height), min(room.width, room.height - margin - lower)
    side = max(beside, below)
    if side < _px(SMALLEST_CANVAS, scale):
        return None
    canvas = Rect(room.topleft, (side, side))
    if beside >= below:
        canvas.left = room.left + (room.width - side - margin - column) // 2
        rest = Rect(canvas.right + margin, room.top, column, side)
        answer, bars = _cut_top(rest, max(_px(SMALLEST_ANSWER, scale), side // 3), margin)
    else:
        canvas.left = room.left + (room.width - side) // 2
        rest = Rect(room.left, canvas.bottom + margin, room.width, room.bottom - canvas.bottom - margin)
        answer, bars = _cut_left(rest, _px(COLUMN, scale), margin)
    return Layout(
        Rect((0, 0), size),
        SMALLEST_UNIT * scale,
        canvas,
        _two_rows(tools, button, margin),
        answer,
        bars,
        None,
        Rect(0, size[1] - status, size[0], status),
        _bars(bars, margin // 2, SMALLEST_ROW * scale),
    )


def _two_rows(place: Rect, button: int, gap: int) -> dict[Action, Rect]:
    """What draws and records above, what is seldom pressed below."""
    upper, lower = (Rect(place.left, top, place.width, button) for top in (place.top, place.bottom - button))
    return _row(COMPACT_ACTIONS, upper, gap) | _row(SELDOM_ACTIONS, lower, 3 * gap // 4)


def _cut_top(room: Rect, height: int, gap: int) -> tuple[Rect, Rect]:
    return Rect(room.topleft, (room.width, height)), Rect(
        room.left, room.top + height + gap, room.width, room.height - height - gap
    )


def _cut_left(room: Rect, width: int, gap: int) -> tuple[Rect, Rect]:
    return Rect(room.topleft, (width, room.height)), Rect(
        room.left + width + gap, room.top, room.width - width - gap, room.height
    )


def _plain(size: Size, scale: float) -> Layout:
    """The canvas as large as it can be, and of the rest what has room beside it."""
    window = Rect((0, 0), size)
    room, status = _cut(window, STATUS) if min(size) >= ROOM_FOR_STATUS else (window, None)
    room = room.inflate(-2 * PLAIN_MARGIN, -2 * PLAIN_MARGIN) if min(room.size) > 4 * PLAIN_MARGIN else room
    room, below = _cut(room, TOOLBAR) if min(size) >= ROOM_FOR_TOOLBAR else (room, None)
    side = max(1, min(room.size))
    canvas = Rect(room.topleft, (side, side))
    buttons = {} if below is None else _row(TOOLBAR_ACTIONS, below.inflate(0, -2 * PLAIN_MARGIN), 2 * PLAIN_MARGIN)
    answer = _beside(canvas, room)
    if answer is None:
        canvas.center = room.center
    return Layout(window, SMALLEST_UNIT * scale, canvas, buttons, answer, status=status)


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
