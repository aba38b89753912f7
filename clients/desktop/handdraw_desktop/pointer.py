"""Mouse, finger and pen alike: where it is, and what it pressed."""

from dataclasses import dataclass
from typing import Literal

import pygame

from handdraw_desktop.layout import Size, Target


@dataclass(frozen=True, slots=True)
class Touch:
    """``held``: down while it moves. ``erases``: by the right button, which a pen's side button is, too."""

    phase: Literal["down", "move", "up"]
    place: Size
    held: bool = True
    erases: bool = False
    finger: int | None = None


PHASES: dict[int, Literal["down", "move", "up"]] = {
    pygame.MOUSEBUTTONDOWN: "down",
    pygame.MOUSEMOTION: "move",
    pygame.MOUSEBUTTONUP: "up",
    pygame.FINGERDOWN: "down",
    pygame.FINGERMOTION: "move",
    pygame.FINGERUP: "up",
}
DRAWING_BUTTONS = (pygame.BUTTON_LEFT, pygame.BUTTON_RIGHT)
FINGERS = (pygame.FINGERDOWN, pygame.FINGERMOTION, pygame.FINGERUP)


def touched(event: pygame.event.Event, window: Size) -> Touch | None:
    """SDL tells of a finger twice, the second time as of a mouse: that one is left out."""
    phase = PHASES.get(event.type)
    if phase is None or getattr(event, "touch", False):
        return None
    if event.type in FINGERS:
        return Touch(phase, (round(event.x * window[0]), round(event.y * window[1])), finger=event.finger_id)
    if event.type == pygame.MOUSEMOTION:
        return Touch(phase, event.pos, held=bool(event.buttons[0] or event.buttons[2]))
    if event.button not in DRAWING_BUTTONS:
        return None
    return Touch(phase, event.pos, erases=event.button == pygame.BUTTON_RIGHT)


class Pointer:
    """``over`` and ``pressed``: what lies there that can be pressed."""

    def __init__(self) -> None:
        self.over: Target | None = None
        self.pressed: Target | None = None
        self._finger: int | None = None

    def is_another(self, touch: Touch) -> bool:
        """A palm beside the finger that pressed, or a mouse beside it: it draws nothing, and ends nothing."""
        return touch.finger != self._finger

    def press(self, touch: Touch, target: Target | None) -> None:
        self._finger = touch.finger
        self.pressed = None if touch.erases else target
        self.over = target

    def move(self, target: Target | None) -> None:
        self.over = target

    def leave(self) -> None:
        self.over = None

    def let_go(self, touch: Touch, target: Target | None) -> Target | None:
        """What was pressed, where it was not left meanwhile."""
        pressed, self.pressed = self.pressed, None
        if touch.finger is not None:
            self.over = None
        return pressed if pressed is not None and pressed == target else None
