"""A hand at mouse and keyboard of a real window, which notes in the diary what it does."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from handdraw_desktop.drawing.strokes import SIDE
from handdraw_desktop.layout import Layout, Size, lay_out
from handdraw_desktop.view.palette import DARK, LIGHT

from ...children import PATIENCE_S, child
from ...processes import eventually, run_process, service
from ..xserver import Screen, missing, xvfb
from .diary import Diary, Point

MISSING = missing("Xvfb", "xdotool", "openbox", "setxkbmap", "xprop")
MANAGER = ["openbox", "--config-file", str(Path(__file__).with_name("openbox.xml"))]
SCREEN = "2560x1600"
SLOW_S = 0.008  # between two motions of a pen that reports 125 a second

# Keys by their place, as X numbers them: those of a US keyboard, and where other layouts have the same letter.
KEYS = {"c": 54, "u": 30, "r": 27, "t": 28, "z": 52, "[": 34, "]": 35}
ELSEWHERE = {"de": {"z": 29}, "fr": {"z": 25}}
LAYOUTS = ("us", "de", "fr", "ru", "gr", "kr")
CONTROL, SHIFT, NUM_LOCK = 37, 50, 77
KEYPAD = (90, 87, 88, 89, 83, 84, 85, 79, 80, 81)


@dataclass(frozen=True)
class Sitting:
    """How somebody sits down: the window's size (None: as it comes), the desktop's dots per inch, the keyboards."""

    size: Size | None
    dpi: int
    keyboards: tuple[str, ...]


class Desk:
    """A screen with a window manager, and at most one window of Handdraw on it."""

    def __init__(self, screen: Screen, folder: Path, port: int, diary: Diary) -> None:
        self._screen = screen
        self._folder = folder
        self._port = port
        self._diary = diary

    @contextmanager
    def window(self, sitting: Sitting) -> Iterator["Hand"]:
        """Raises AssertionError where it does not come."""
        resources = f"Xft.dpi:\t{sitting.dpi}\n"
        self._run("xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", resources)
        settings = {
            "DISPLAY": self._screen.display,
            "SDL_VIDEODRIVER": "x11",
            "DESKTOP_GATEWAY_URL": f"http://127.0.0.1:{self._port}",
            "DESKTOP_RETRY_S": "0.2",
            "DESKTOP_TIMEOUT_S": "1.5",
            "DESKTOP_LANGUAGE": "en",
            "DESKTOP_THEME": "light",
            "DESKTOP_DATA_DIR": str(self._folder / "data"),
            "XDG_CONFIG_HOME": str(self._folder / "config"),
        }
        with run_process(service("handdraw_desktop"), self._folder / "desktop.log", **settings) as process:
            number = self._screen.window(process, self._folder / "desktop.log").number
            self._screen.xdotool("windowactivate", "--sync", number)
            if sitting.size is not None:
                self._screen.xdotool("windowsize", number, *sitting.size)
                eventually(lambda: self._size(number) == sitting.size, f"a window of {sitting.size}")
            hand = Hand(self._screen, process, number, self._size(number), self._diary)
            hand.uses(sitting.keyboards[0])
            hand.awaits_colour(LIGHT.ground)
            hand.sees()
            yield hand

    def _size(self, number: int) -> Size:
        lines = self._screen.xdotool("getwindowgeometry", "--shell", number).splitlines()
        said = dict(line.split("=") for line in lines)
        return int(said["WIDTH"]), int(said["HEIGHT"])

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=os.environ | {"DISPLAY": self._screen.display}, check=True, timeout=PATIENCE_S)


class Hand:
    def __init__(
        self, screen: Screen, process: "subprocess.Popen[bytes]", number: int, size: Size, diary: Diary
    ) -> None:
        self._screen = screen
        self._process = process
        self._diary = diary
        self._keyboard = "us"
        self._corner = corner(screen, number)
        self.layout: Layout = lay_out(size)

    def uses(self, keyboard: str) -> None:
        self._keyboard = keyboard
        self._diary.notes(f"the keyboard is {keyboard}")
        environment = os.environ | {"DISPLAY": self._screen.display}
        subprocess.run(["setxkbmap", keyboard], env=environment, check=True, timeout=PATIENCE_S)

    def draws(self, points: Sequence[Point], *, slowly: bool = False, erases: bool = False) -> None:
        canvas = self.layout.canvas
        scale = canvas.width / SIDE
        places = [(round(canvas.x + x * scale), round(canvas.y + y * scale)) for x, y in points]
        button = 3 if erases else 1
        steps: list[object] = [*self._to(places[0]), "mousedown", button]
        for place in places[1:]:
            steps += [*(["sleep", SLOW_S] if slowly else []), *self._to(place)]
        self._screen.xdotool(*steps, "mouseup", button)
        self._diary.draws(tuple(((x - canvas.x) / scale, (y - canvas.y) / scale) for x, y in places), erases=erases)

    def turns_the_wheel(self, step: int) -> None:
        button = 4 if step > 0 else 5
        self._screen.xdotool(*self._to(self.layout.canvas.center), "click", button)
        self._diary.widens(2 * step)

    def undoes(self, *, with_control: bool = False) -> None:
        self._press("z", CONTROL) if with_control else self._press("u")
        self._diary.undoes()

    def redoes(self) -> None:
        self._press("r")
        self._diary.redoes()

    def clears(self) -> None:
        self._press("c")
        self._diary.clears()

    def records(self) -> None:
        self._screen.xdotool("key", "Return")
        self._diary.records()

    def says(self, digit: int, how: str = "key") -> None:
        """By a key, as French keyboards want it with Shift, on the keypad, or with the mouse on its bar."""
        if how == "bar" and self.layout.digits:
            self._clicks(self.layout.digits[digit].center)
        elif how == "keypad":
            self._screen.xdotool("key", KEYPAD[digit])
        else:
            place = 10 + (digit - 1) % 10
            self._screen.xdotool(*self._held(place, SHIFT if self._keyboard == "fr" and how == "shift" else None))
        self._diary.says(digit, how=how)

    def looks_at(self, place: int) -> None:
        """Where the window has no strip, nothing is done."""
        if place < min(len(self.layout.strip), len(self._diary.strip)):
            self._clicks(self.layout.strip[place].center)
            self._diary.looks_at(place)

    def sees(self) -> None:
        """All that was done is seen in the window: the other theme, asked for after it, is there, and gone again."""
        for colour in (DARK.ground, LIGHT.ground):
            self._press("t")
            self.awaits_colour(colour)

    def closes(self, how: str = "Escape") -> int:
        self._screen.xdotool("key", how)
        ended = self._process.wait(PATIENCE_S)
        self._diary.opens_another_window(f"closes the window with {how}")
        return ended

    def is_killed(self) -> None:
        self.sees()
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(PATIENCE_S)
        self._diary.opens_another_window("kills the window")

    def awaits_colour(self, colour: tuple[int, int, int]) -> None:
        def shown() -> bool:
            assert self._process.poll() is None, "the window is gone"
            return bool((self._screen.pixels() == colour).all(axis=2).any())

        eventually(shown, f"the window shows {colour}")

    def _press(self, letter: str, holding: int | None = None) -> None:
        place = ELSEWHERE.get(self._keyboard, {}).get(letter, KEYS[letter])
        self._screen.xdotool(*self._held(place, holding))

    def _held(self, place: int, holding: int | None) -> list[object]:
        return ["key", place] if holding is None else ["keydown", holding, "key", place, "keyup", holding]

    def _clicks(self, place: tuple[int, int]) -> None:
        self._screen.xdotool(*self._to(place), "click", 1)

    def _to(self, place: tuple[int, int]) -> list[object]:
        return ["mousemove", self._corner[0] + place[0], self._corner[1] + place[1]]


def corner(screen: Screen, window: int) -> Size:
    """Where on the screen the window's first pixel is, within the frame that the window manager gave it."""
    screen.xdotool("mousemove", "--window", window, 0, 0)
    said = dict(line.split("=") for line in screen.xdotool("getmouselocation", "--shell").splitlines())
    return int(said["X"]), int(said["Y"])


@contextmanager
def desk(folder: Path, port: int, diary: Diary) -> Iterator[Desk]:
    with xvfb(folder, SCREEN) as screen:
        environment = os.environ | {"DISPLAY": screen.display, "XDG_CONFIG_HOME": str(folder / "config")}
        with (folder / "openbox.log").open("wb") as log, child(MANAGER, env=environment, stdout=log, stderr=log):
            eventually(lambda: "# 0x" in said(screen, "_NET_SUPPORTING_WM_CHECK"), "a window manager")
            screen.xdotool("key", NUM_LOCK)
            yield Desk(screen, folder, port, diary)


def said(screen: Screen, name: str) -> str:
    """What is written on the root window under that name."""
    command = ["xprop", "-root", name]
    environment = os.environ | {"DISPLAY": screen.display}
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE_S
    ).stdout
