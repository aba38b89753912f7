"""`make draw`, as a process."""

import os
import subprocess
import sys

import pytest

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER")


def started(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    without_screen = {name: value for name, value in os.environ.items() if name not in SCREENS}
    return subprocess.run(
        [sys.executable, "-m", "handdraw_desktop", *arguments],
        env=without_screen | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param(
            {}, marks=pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
        ),
        {"DISPLAY": ":987"},
        {"SDL_VIDEODRIVER": "none such"},
    ],
)
def test_without_a_screen_one_line_says_so(environment: dict[str, str]) -> None:
    ended = started(**environment)

    assert (ended.returncode, ended.stdout, ended.stderr.count("There is no screen to draw on")) == (2, "", 1)
    assert "Traceback" not in ended.stderr


def test_help_names_the_keys() -> None:
    ended = started("--help")

    assert (ended.returncode, ended.stderr, "0 to 9" in ended.stdout) == (0, "", True)


def test_a_setting_that_makes_no_sense_is_said_in_a_line() -> None:
    ended = started(DESKTOP_SCALE="large")

    assert (ended.returncode, ended.stderr.count("\n"), ended.stderr[:13]) == (2, 1, "DESKTOP_SCALE")
