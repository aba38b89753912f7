"""A window that nobody sees, and answers as a gateway would give them."""

from collections.abc import Iterator

import pygame
import pytest

from handdraw_desktop.layout import FULL
from handdraw_desktop.window import opened


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Iterator[pygame.Surface]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    with opened(scale=2):
        yield pygame.display.set_mode(FULL, pygame.RESIZABLE)
