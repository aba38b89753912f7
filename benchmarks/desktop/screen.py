"""A real window on a screen that nobody sees: Xvfb, with xdotool at its mouse."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

from benchmarks.accounts import Group
from benchmarks.processes import run_process, wait_until
from handdraw_desktop.drawing.strokes import SIDE, Point
from handdraw_desktop.layout import Size, lay_out

PROGRAMS = ("Xvfb", "xdotool")
MOTION_S = 0.008  # a pen that reports 125 times a second


def missing() -> list[str]:
    return [program for program in PROGRAMS if shutil.which(program) is None]


@dataclass(frozen=True)
class Window:
    display: str
    corner: Size
    size: Size
    group: Group

    def draw(self, stroke: Sequence[Point]) -> None:
        """At a pen's pace."""
        canvas = lay_out(self.size).canvas
        scale = canvas.width / SIDE
        places = [(round(canvas.x + x * scale), round(canvas.y + y * scale)) for x, y in stroke]
        steps: list[object] = [*self._to(places[0]), "mousedown", 1]
        for place in places[1:]:
            steps += ["sleep", MOTION_S, *self._to(place)]
        xdotool(self.display, *steps, "mouseup", 1)

    def press(self, key: str) -> None:
        xdotool(self.display, "key", key)

    def idle_share(self, seconds: float) -> float:
        """Return the share of a core that its process takes while nobody does anything."""
        before = self.group.cpu_s()
        sleep(seconds)
        return (self.group.cpu_s() - before) / seconds

    def _to(self, place: Size) -> list[object]:
        return ["mousemove", self.corner[0] + place[0], self.corner[1] + place[1]]


def xdotool(display: str, *words: object) -> str:
    environment = os.environ | {"DISPLAY": display}
    command = ["xdotool", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@contextmanager
def open_window(folder: Path, gateway_port: int, module: Sequence[str] = ("handdraw_desktop",)) -> Iterator[Window]:
    """Run it, or the module that stands for it, and yield it once it is there."""
    group = Group.new("window")
    with _xvfb(folder) as display, (folder / "window.log").open("ab") as log:
        settings = {
            "DISPLAY": display,
            "SDL_VIDEODRIVER": "x11",
            "DESKTOP_GATEWAY_URL": f"http://127.0.0.1:{gateway_port}",
            "DESKTOP_DATA_DIR": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        command = [sys.executable, "-m", *module]
        with run_process(command, {**settings, **group.environment}, log) as process:
            search = ("search", "--onlyvisible", "--pid", process.pid)
            wait_until(lambda: bool(_found(display, search)), "the window is there")
            number = _found(display, search).split()[0]
            xdotool(display, "windowfocus", "--sync", number)
            lines = xdotool(display, "getwindowgeometry", "--shell", number).splitlines()
            said = {name: int(value) for name, _, value in (line.partition("=") for line in lines)}
            yield Window(display, (said["X"], said["Y"]), (said["WIDTH"], said["HEIGHT"]), group)


def _found(display: str, search: Sequence[object]) -> str:
    try:
        return xdotool(display, *search)
    except subprocess.CalledProcessError:  # xdotool's way to say that there is none
        return ""


@contextmanager
def _xvfb(folder: Path) -> Iterator[str]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"]
    with (folder / "xvfb.log").open("wb") as log, os.fdopen(reading) as numbers:
        process = subprocess.Popen(command, pass_fds=[writing], stdout=log, stderr=log)
        try:
            os.close(writing)
            yield f":{numbers.readline().strip()}"
        finally:
            process.terminate()
            process.wait()
