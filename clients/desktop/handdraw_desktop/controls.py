"""What a person can do beside drawing, and with which button and key."""

from dataclasses import dataclass
from enum import Enum, auto

import pygame


class Action(Enum):
    CLEAR = auto()
    UNDO = auto()
    SAVE = auto()
    CLASSIFY = auto()
    QUIT = auto()


@dataclass(frozen=True, slots=True)
class Button:
    """``hint``: the key that does the same."""

    action: Action
    label: str
    hint: str


BUTTONS = (
    Button(Action.CLEAR, "Clear", "C"),
    Button(Action.UNDO, "Undo", "U"),
    Button(Action.SAVE, "Save", "S"),
    Button(Action.CLASSIFY, "Classify", "Enter"),
)
KEYS = {
    pygame.K_RETURN: Action.CLASSIFY,
    pygame.K_KP_ENTER: Action.CLASSIFY,
    pygame.K_SPACE: Action.CLASSIFY,
    pygame.K_c: Action.CLEAR,
    pygame.K_BACKSPACE: Action.CLEAR,
    pygame.K_DELETE: Action.CLEAR,
    pygame.K_u: Action.UNDO,
    pygame.K_s: Action.SAVE,
    pygame.K_q: Action.QUIT,
    pygame.K_ESCAPE: Action.QUIT,
}
WITH_CONTROL = {
    pygame.K_z: Action.UNDO,
    pygame.K_s: Action.SAVE,
    pygame.K_q: Action.QUIT,
    pygame.K_w: Action.QUIT,
}
DIGITS = "0123456789"


def meant(event: pygame.event.Event) -> Action | int | None:
    """The action, or the digit of a label, that a pressed key stands for."""
    if event.mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
        return WITH_CONTROL.get(event.key)
    if event.mod & pygame.KMOD_ALT:
        return None
    if event.unicode and event.unicode in DIGITS:  # not the key: on a French keyboard digits are typed with Shift
        return int(event.unicode)
    return KEYS.get(event.key)
