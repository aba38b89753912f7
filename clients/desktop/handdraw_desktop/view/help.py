"""The page of the keys."""

import math
from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.letters import Weight

ROWS = (
    ("enter", "classify"),
    ("0 - 9", "digits"),
    ("C", "clear"),
    ("U", "undo"),
    ("R", "redo"),
    ("E", "eraser"),
    ("[", "thinner"),
    ("]", "thicker"),
    ("X", "explain"),
    ("left", "earlier"),
    ("right", "later"),
    ("D", "history"),
    ("H", "hide"),
    ("P", "score"),
    ("S", "save"),
    ("O", "open"),
    ("A", "export"),
    ("L", "language"),
    ("T", "theme"),
    ("tab", "next"),
    ("space", "press"),
    ("?", "help"),
    ("Q", "quit"),
)
TITLE, ROW = 36, 22  # letters
CAP, GAP = 34, 18  # a key's height, and what lies between it and its words
WIDEST_COLUMN = 440
KEYS_SHARE = 0.32  # of a column


@dataclass(frozen=True, slots=True)
class HelpPage:
    """In as many columns as the window is wide enough for, at most two."""

    def draw(self, brush: Brush, place: Rect) -> None:
        brush.fill(place, brush.palette.ground)
        columns = 2 if place.width > 1.2 * place.height else 1
        rows = math.ceil(len(ROWS) / columns)
        step = min(place.height / (rows + 2.5), brush.px(1.5 * CAP))
        width = min(place.width / columns, brush.px(WIDEST_COLUMN))
        page = Rect(0, 0, round(width * columns), round(step * (rows + 2.5)))
        page.center = place.center
        title = Letters(min(TITLE, 0.9 * step / brush.unit), brush.palette.ink, Weight.SEMIBOLD)
        brush.text(brush.words.say("help", "title"), title, (place.centerx, page.top + step), "center")
        units = self._units(brush, step, width)
        for number, row in enumerate(ROWS):
            column, down = divmod(number, rows)
            left = page.left + round(column * width)
            _draw_row(brush, row, Rect(left, round(page.top + (down + 2) * step), round(width), round(step)), units)

    def _units(self, brush: Brush, step: float, width: float) -> float:
        """So large that the widest words fit."""
        units = min(ROW, 0.8 * step / brush.unit)
        widest = max(brush.width(brush.words.say("help", what), units) for _, what in ROWS)
        return units * min(1, (width * (1 - KEYS_SHARE) - brush.px(GAP)) / widest)


def _draw_row(brush: Brush, row: tuple[str, str], place: Rect, units: float) -> None:
    key, what = row
    name = brush.words.say("key", key) if key in brush.words.rooms["key"] else key
    middle = place.left + round(place.width * KEYS_SHARE)
    height = min(brush.px(CAP), round(place.height * 0.8))
    cap = Rect(0, 0, max(height, brush.width(name, units) + brush.px(GAP)), height)
    cap.midright = middle, place.centery
    brush.card(cap, brush.palette.card, brush.palette.outline)
    brush.text(name, Letters(units, brush.palette.ink), cap.center, "center")
    words = Letters(units, brush.palette.ink)
    brush.text(
        brush.words.say("help", what), words, (middle + brush.px(GAP), place.centery), "midleft", place.right - middle
    )
