import ctypes
import shutil
import subprocess
from pathlib import Path

import pytest

from handdraw_desktop.display import AWARENESS, ask_for_true_pixels, display_scale, x11_dots

from .xserver import MISSING, xvfb


@pytest.mark.parametrize(
    ("dots", "scale"), [(96.0, 1), (144.0, 1.5), (192.0, 2), (None, 1), (72.0, 1), (9600.0, 4), (0.0, 1)]
)
def test_the_scale_is_that_of_the_displays_dots_within_reason(dots: float | None, scale: float) -> None:
    assert display_scale("x11", lambda: dots) == scale


@pytest.mark.parametrize("driver", ["wayland", "cocoa", "dummy"])
def test_where_sdl_opens_windows_in_points_the_scale_is_one(driver: str) -> None:
    assert display_scale(driver) == 1


def test_without_a_display_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":987")

    assert x11_dots() is None


@pytest.mark.skipif(bool(MISSING) or shutil.which("xprop") is None, reason="needs Xvfb, xdotool and xprop")
@pytest.mark.parametrize(("resources", "scale"), [("Xft.dpi:\t144\n", 1.5), ("Xft.dpi:\tmany\n", 1), ("*.x: 1\n", 1)])
def test_an_x11_desktops_scale_is_read(
    resources: str, scale: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with xvfb(tmp_path) as screen:
        monkeypatch.setenv("DISPLAY", screen.display)
        assert ctypes.CDLL("libX11.so.6").XOpenDisplay(None)  # without anybody on it a screen forgets its resources
        command = ["xprop", "-root", "-format", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", resources]
        subprocess.run(command, check=True)

        assert display_scale("x11") == scale


def test_windows_is_asked_for_true_pixels_unless_somebody_said_otherwise() -> None:
    silent: dict[str, str] = {}
    said = {AWARENESS: "unaware"}
    ask_for_true_pixels(silent)
    ask_for_true_pixels(said)

    assert (silent, said) == ({AWARENESS: "permonitorv2"}, {AWARENESS: "unaware"})
