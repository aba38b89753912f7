"""The window's icon, in the sizes that desktops show."""

from pathlib import Path

import pygame

ICONS = Path(__file__).parent / "icons"
SIZES = (32, 48, 64, 128, 256)
WINDOW_PX = 64  # SDL hands one size on, and Windows and X11 make others of it


def load_icon(side_px: int = WINDOW_PX) -> pygame.Surface:
    """For pygame.display.set_icon, before the window opens. ``side_px``: one of SIZES."""
    return pygame.image.load(ICONS / f"handdraw-{side_px}.png")
