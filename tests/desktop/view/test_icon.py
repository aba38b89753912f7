import pygame
import pytest

from handdraw_desktop.view.icon import ICONS, SIZES, load_icon
from handdraw_desktop.view.palette import LIGHT


@pytest.mark.parametrize("side", SIZES)
def test_the_icon_is_there_in_each_size_with_round_corners(side: int) -> None:
    icon = load_icon(side)
    corner, edge = icon.get_at((0, 0)), icon.get_at((side // 2, 1))

    assert (icon.get_size(), corner.a, tuple(edge)) == ((side, side), 0, (*LIGHT.accent, 255))


def test_the_icons_are_small_and_there_is_no_other() -> None:
    files = {file.name: file.stat().st_size for file in ICONS.iterdir()}

    assert (set(files), sum(files.values()) < 30_000) == ({f"handdraw-{side}.png" for side in SIZES}, True)


def test_a_window_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    pygame.display.init()
    pygame.display.set_icon(load_icon())
    pygame.display.quit()
