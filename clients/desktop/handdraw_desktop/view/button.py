"""A button of the toolbar, with the key that does the same."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.keys import Action
from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.palette import (
    ACCENT,
    ACCENT_HOVER,
    ACCENT_PRESSED,
    BACKGROUND,
    CARD,
    EDGE,
    FAINT,
    HOVER,
    INK,
    MUTED,
    ON_ACCENT,
    PRESSED,
    TRACK,
    WHITE,
    Colour,
)

LABEL, HINT = 22, 17  # letters
HINTS: dict[Action, str] = {
    Action.CLEAR: "C",
    Action.UNDO: "U",
    Action.REDO: "R",
    Action.ERASER: "E",
    Action.SAVE: "S",
}


@dataclass(frozen=True, slots=True)
class Button:
    """``on``: it stays pressed, as the eraser does."""

    action: Action
    enabled: bool = True
    hovered: bool = False
    pressed: bool = False
    focused: bool = False
    on: bool = False

    def draw(self, brush: Brush, place: Rect) -> None:
        brush.surface.fill(BACKGROUND, place)
        face, letters, hint = self._colours()
        primary = self.action is Action.CLASSIFY and self.enabled
        brush.card(place, face, face if primary else INK if self.on else EDGE)
        self._write(brush, place, letters, hint)
        if self.focused:
            brush.ring(place)

    def _write(self, brush: Brush, place: Rect, letters: Colour, hint: Colour) -> None:
        text = brush.words.say("button", self.action)
        key = HINTS.get(self.action) or brush.words.say("key", "enter")
        padding = brush.px(12)
        room = place.width - 3 * padding - brush.width(key, HINT)
        if brush.width(text, LABEL) > room:
            brush.text(text, Letters(LABEL, letters), place.center, "center", place.width - brush.px(6))
            return
        brush.text(text, Letters(LABEL, letters), (place.left + padding, place.centery), "midleft")
        brush.text(key, Letters(HINT, hint), (place.right - padding, place.centery), "midright")

    def _colours(self) -> tuple[Colour, Colour, Colour]:
        """Of the face, the label and the key's hint."""
        if not self.enabled:
            return TRACK, FAINT, FAINT
        down = self.pressed and self.hovered
        if self.action is Action.CLASSIFY:
            return (ACCENT_PRESSED if down else ACCENT_HOVER if self.hovered else ACCENT), WHITE, ON_ACCENT
        return (PRESSED if down or self.on else HOVER if self.hovered else CARD), INK, MUTED
