"""The page of the keys."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.view.brush import Brush, Letters

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
    ("H", "hide"),
    ("S", "save"),
    ("L", "language"),
    ("T", "theme"),
    ("tab", "next"),
    ("space", "press"),
    ("?", "help"),
    ("Q", "quit"),
)
SHARE = 0.62  # of the window, for what a key does


@dataclass(frozen=True, slots=True)
class HelpPage:
    def draw(self, brush: Brush, place: Rect) -> None:
        brush.surface.fill(brush.palette.ground, place)
        step = place.height / (len(ROWS) + 3)
        units = min(30.0, 0.8 * step / brush.unit)
        widest = max(brush.width(brush.words.say("help", what), units) for _, what in ROWS)
        units *= min(1, SHARE * place.width / widest)
        middle = place.left + round((1 - SHARE) * place.width) - brush.px(20)
        brush.text(
            brush.words.say("help", "title"),
            Letters(units * 1.2, brush.palette.ink),
            (place.centerx, place.top + step),
            "center",
        )
        for number, (key, what) in enumerate(ROWS, 2):
            y = place.top + step * (number + 0.5)
            name = brush.words.say("key", key) if key in brush.words.rooms["key"] else key
            brush.text(name, Letters(units, brush.palette.ink), (middle - brush.px(20), y), "midright", middle)
            text = brush.words.say("help", what)
            brush.text(
                text, Letters(units, brush.palette.muted), (middle + brush.px(20), y), "midleft", SHARE * place.width
            )
