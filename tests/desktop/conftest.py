"""A window that nobody sees, and answers as a gateway would give them."""

import os
from collections.abc import Iterator

import pygame
import pytest

from handdraw_desktop.layout import FULL
from handdraw_desktop.window import opened


@pytest.fixture(autouse=True)
def _own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither the settings nor what waits of the person who runs the tests is read, let alone written."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in [name for name in os.environ if name.startswith("DESKTOP_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Iterator[pygame.Surface]:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    with opened(scale=2):
        yield pygame.display.set_mode(FULL, pygame.RESIZABLE)
