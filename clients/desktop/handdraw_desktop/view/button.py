"""A button: a word and the key that does the same where there is room, else a sign."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.keys import Action
from handdraw_desktop.layout import SPELT_OUT
from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.palette import Colour, Palette
from handdraw_desktop.view.signs import draw_sign

LABEL, HINT = 22, 17  # letters
SIGN = 24
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
        colours = brush.palette
        face, letters, hint = self._colours(colours)
        primary = self.action is Action.CLASSIFY and self.enabled
        ground = colours.card if self.action is Action.EXPLAIN else colours.ground
        brush.card(place, face, face if primary or not self.enabled else colours.outline, ground)
        if self.action in SPELT_OUT:
            self._write(brush, place, letters, hint)
        else:
            side = min(brush.px(SIGN), min(place.size) - 4)
            draw_sign(
                brush.surface,
                self.action,
                Rect((0, 0), (side, side)).move(place.center).move(-side // 2, -side // 2),
                letters,
            )
        if self.on:
            line = Rect(0, 0, place.width // 2, max(2, brush.px(3)))
            line.midbottom = place.centerx, place.bottom - brush.px(4)
            brush.fill(line, letters)
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

    def _colours(self, colours: Palette) -> tuple[Colour, Colour, Colour]:
        """Of the face, the label and the key's hint."""
        if not self.enabled:
            return colours.flat, colours.disabled, colours.disabled
        down = self.pressed and self.hovered
        if self.action is Action.CLASSIFY:
            face = colours.accent_pressed if down else colours.accent_hover if self.hovered else colours.accent
            return face, colours.on_accent, colours.on_accent
        face = (
            colours.pressed if down else colours.chosen if self.on else colours.hover if self.hovered else colours.card
        )
        return face, colours.ink, colours.muted
