"""Sleep until something happens, as SDL itself can: pygame's own ``event.wait`` looks a thousand times a second."""

import ctypes
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pygame

LONGEST_MS = 1000  # Ctrl+C in the terminal is no event: it is seen after this


def wait_for_event(longest_ms: int = LONGEST_MS) -> None:
    """Return with the first event, which stays in the queue, or after so long. Others may post events meanwhile."""
    _wait()(None, longest_ms)


@cache
def _wait() -> Callable[[None, int], object]:
    """SDL_WaitEventTimeout of the SDL that pygame uses; without a place for the event, it stays in the queue."""
    try:
        wait = ctypes.CDLL(str(_library())).SDL_WaitEventTimeout
    except (OSError, AttributeError):
        return _look_often
    wait.argtypes = (ctypes.c_void_p, ctypes.c_int)
    return wait


def _library() -> Path:
    """A module of pygame's brings its SDL's names with it, but on Windows."""
    module = Path(pygame.display.__file__ or "")
    return module.with_name("SDL2.dll") if sys.platform == "win32" else module


def _look_often(_: None, longest_ms: int) -> None:
    event = pygame.event.wait(longest_ms)
    if event.type != pygame.NOEVENT:
        pygame.event.post(event)
