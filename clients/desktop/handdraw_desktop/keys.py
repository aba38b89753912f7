"""What a person can do beside drawing, and with which keys."""

import string
from enum import Enum, StrEnum, auto

import pygame


class Action(StrEnum):
    CLEAR = auto()
    UNDO = auto()
    REDO = auto()
    SAVE = auto()
    CLASSIFY = auto()
    ERASER = auto()
    THINNER = auto()
    WIDER = auto()
    EXPLAIN = auto()
    HIDE = auto()
    EARLIER = auto()
    LATER = auto()
    HISTORY = auto()
    OPEN = auto()
    EXPORT = auto()
    SCORE = auto()
    LANGUAGE = auto()
    THEME = auto()
    HELP = auto()
    QUIT = auto()


class Walk(Enum):
    """Keys that go from one thing that can be pressed to the next, and press it."""

    ON = auto()
    BACK = auto()
    PRESS = auto()
    LEAVE = auto()


Meaning = Action | Walk | int
"""An integer is the digit of a label."""

LETTERS = {
    "c": Action.CLEAR,
    "u": Action.UNDO,
    "r": Action.REDO,
    "s": Action.SAVE,
    "e": Action.ERASER,
    "x": Action.EXPLAIN,
    "h": Action.HIDE,
    "d": Action.HISTORY,
    "o": Action.OPEN,
    "a": Action.EXPORT,
    "p": Action.SCORE,
    "l": Action.LANGUAGE,
    "t": Action.THEME,
    "q": Action.QUIT,
    "[": Action.THINNER,
    "-": Action.THINNER,
    "]": Action.WIDER,
    "+": Action.WIDER,
    "=": Action.WIDER,
    "?": Action.HELP,
}
WITH_CONTROL = {
    "z": Action.UNDO,
    "y": Action.REDO,
    "s": Action.SAVE,
    "o": Action.OPEN,
    "e": Action.EXPORT,
    "q": Action.QUIT,
    "w": Action.QUIT,
}
KEYS: dict[int, Action | Walk] = {
    pygame.K_RETURN: Action.CLASSIFY,
    pygame.K_KP_ENTER: Action.CLASSIFY,
    pygame.K_SPACE: Walk.PRESS,
    pygame.K_BACKSPACE: Action.CLEAR,
    pygame.K_DELETE: Action.CLEAR,
    pygame.K_LEFT: Action.EARLIER,
    pygame.K_RIGHT: Action.LATER,
    pygame.K_KP_MINUS: Action.THINNER,
    pygame.K_KP_PLUS: Action.WIDER,
    pygame.K_F1: Action.HELP,
    pygame.K_TAB: Walk.ON,
    pygame.K_ESCAPE: Walk.LEAVE,
}
BRACKETS = {pygame.KSCAN_LEFTBRACKET: "[", pygame.KSCAN_RIGHTBRACKET: "]", pygame.KSCAN_SLASH: "/"}
BY_PLACE = {pygame.KSCAN_A + number: letter for number, letter in enumerate(string.ascii_lowercase)} | BRACKETS
DIGITS_BY_PLACE = {pygame.KSCAN_1 + number: (number + 1) % 10 for number in range(10)}
BEYOND_ASCII, BEYOND_LATIN = 0x80, 0x250
NO_LETTER = 1 << 30  # SDL's mark of a key that types nothing
COMMAND = pygame.KMOD_CTRL | pygame.KMOD_META


def meant(event: pygame.event.Event) -> Meaning | None:
    """What a pressed key stands for."""
    if event.mod & COMMAND:
        action = WITH_CONTROL.get(_letter(event))
        return Action.REDO if action is Action.UNDO and event.mod & pygame.KMOD_SHIFT else action
    if event.mod & pygame.KMOD_ALT:
        return LETTERS.get(event.unicode) if event.unicode in {"[", "]"} else None  # typed so on a German keyboard
    digit = _digit(event)
    if digit is not None:
        return digit
    if event.key == pygame.K_TAB and event.mod & pygame.KMOD_SHIFT:
        return Walk.BACK
    return KEYS.get(event.key) or LETTERS.get(event.unicode) or LETTERS.get(_letter(event))


def _letter(event: pygame.event.Event) -> str:
    """The letter on the key, or that of its place where the layout writes another script."""
    place = getattr(event, "scancode", 0)
    foreign = BEYOND_ASCII if place in BRACKETS else BEYOND_LATIN
    letter = BY_PLACE.get(place, "") if foreign <= event.key < NO_LETTER else _typed(event.key)
    return "?" if letter == "/" and event.mod & pygame.KMOD_SHIFT else letter


def _typed(key: int) -> str:
    return chr(key).lower() if 0 < key < NO_LETTER else ""


def _digit(event: pygame.event.Event) -> int | None:
    """With Shift too: French keyboards have their digits above it, and SDL gives both the digit's code."""
    key, letter = int(event.key), str(event.unicode)
    if pygame.K_0 <= key <= pygame.K_9:
        return key - pygame.K_0 if letter in {"", chr(key)} else None
    if len(letter) == 1 and letter.isdecimal():
        return int(letter)
    if event.mod & pygame.KMOD_SHIFT and key < NO_LETTER:
        return DIGITS_BY_PLACE.get(getattr(event, "scancode", 0))
    if event.mod & pygame.KMOD_NUM and pygame.K_KP_1 <= key <= pygame.K_KP_0:
        return (key - pygame.K_KP_1 + 1) % 10
    return None
