"""A screen that nobody sees but the tests: Xvfb, with xdotool at its mouse and keyboard."""

import os
import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..children import PATIENCE_S, child
from ..processes import eventually


def missing(*programs: str) -> list[str]:
    return [program for program in programs if shutil.which(program) is None]


MISSING = missing("Xvfb", "xdotool")
HEADER = struct.Struct(">25I")  # of an X window dump
SIZE, BYTES_PER_LINE, COLOURS = 0, 12, 19


@dataclass(frozen=True)
class Screen:
    display: str
    picture: Path

    def xdotool(self, *words: object) -> str:
        command = ["xdotool", *map(str, words)]
        environment = os.environ | {"DISPLAY": self.display}
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE_S
        ).stdout

    def pixels(self) -> NDArray[np.uint8]:
        """[height, width, 3], what is on the screen now."""
        dump = self.picture.read_bytes()
        header = HEADER.unpack_from(dump)
        body = dump[header[SIZE] + 12 * header[COLOURS] :]
        rows = np.frombuffer(body, np.uint8)[: header[5] * header[BYTES_PER_LINE]].reshape(header[5], -1)
        return rows.reshape(header[5], -1, 4)[:, : header[4], 2::-1]

    def window(self, process: "subprocess.Popen[bytes]", said: Path) -> "Window":
        """A process's window, once it is there, with the keyboard's focus. ``said``: its log."""
        found: list[str] = []

        def appeared() -> bool:
            try:
                found[:] = self.xdotool("search", "--onlyvisible", "--pid", process.pid).split()
                self.xdotool("windowfocus", "--sync", found[0])
            except subprocess.CalledProcessError:  # there is none, or a window manager is about to frame it
                assert process.poll() is None, said.read_text()
                return False
            return True

        try:
            eventually(appeared, f"a window of process {process.pid}")
        except AssertionError as error:
            error.add_note(said.read_text())
            raise
        shell = dict(line.split("=") for line in self.xdotool("getwindowgeometry", "--shell", found[0]).splitlines())
        return Window(self, int(found[0]), *(int(shell[one]) for one in ("X", "Y", "WIDTH", "HEIGHT")))


@dataclass(frozen=True)
class Window:
    screen: Screen
    number: int
    x: int
    y: int
    width: int
    height: int

    def draw(self, stroke: Sequence[tuple[int, int]]) -> None:
        """By mouse; places are the window's."""
        steps: list[object] = [*self._to(stroke[0]), "mousedown", 1]
        for place in stroke[1:]:
            steps += self._to(place)
        self.screen.xdotool(*steps, "mouseup", 1)

    def resized(self, width: int, height: int) -> "Window":
        self.screen.xdotool("windowsize", "--sync", self.number, width, height)
        return replace(self, width=width, height=height)

    def press(self, key: str) -> None:
        self.screen.xdotool("key", key)

    def shows(self, colour: tuple[int, int, int]) -> bool:
        """Somewhere in the window, in just this colour."""
        pixels = self.screen.pixels()[self.y : self.y + self.height, self.x : self.x + self.width]
        return bool((pixels == colour).all(axis=2).any())

    def _to(self, place: tuple[int, int]) -> list[object]:
        return ["mousemove", self.x + place[0], self.y + place[1]]


@contextmanager
def xvfb(folder: Path, size: str = "1280x1024") -> Iterator[Screen]:
    """On a display that is free."""
    reading, writing = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        f"{size}x24",
        "-nolisten",
        "tcp",
        "-fbdir",
        str(folder),
    ]
    with (
        (folder / "xvfb.log").open("wb") as log,
        os.fdopen(reading) as numbers,
        child(command, pass_fds=[writing], stdout=log, stderr=log),
    ):
        os.close(writing)
        number = numbers.readline().strip()
        assert number, (folder / "xvfb.log").read_text()
        yield Screen(f":{number}", folder / "Xvfb_screen0")
