"""A real window on a real X server, drawn in by mouse, in front of the real services."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image, ImageDraw

from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_contracts.log import EventPage, LoggedEvent
from handdraw_desktop.drawing.recorded import read_strokes
from handdraw_desktop.drawing.strokes import SIDE
from handdraw_desktop.layout import lay_out
from handdraw_desktop.view.palette import LIGHT

from ..children import PATIENCE_S
from ..processes import ROOT, eventually, free_port, gateway, logger, redis, run_process, service
from .xserver import MISSING, Window, xvfb

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"a real window needs {' and '.join(MISSING)}")
STROKES = ROOT / "examples" / "drawings" / "strokes.txt"


class Stack:
    """Valkey and logger; the gateway comes and goes."""

    def __init__(self, folder: Path, parts: ExitStack) -> None:
        redis_port, self._logger_port, self.port = free_port(), free_port(), free_port()
        self._folder = folder
        self._parts = parts
        parts.enter_context(redis(folder, redis_port))
        parts.enter_context(logger(folder, self._logger_port, redis_port))

    def start_gateway(self) -> "subprocess.Popen[bytes]":
        return self._parts.enter_context(gateway(self._folder, self.port, self._logger_port))

    def log(self) -> tuple[LoggedEvent, ...]:
        response = httpx.get(f"http://127.0.0.1:{self._logger_port}/v1/events", trust_env=False)
        return EventPage.model_validate_json(response.raise_for_status().content).events

    def previews(self) -> float:
        text = httpx.get(f"http://127.0.0.1:{self.port}/metrics", trust_env=False).text
        return sum(map(float, re.findall(r"^handdraw_\w*previews_total\S* (\S+)$", text, re.MULTILINE)))


@dataclass(frozen=True)
class Client:
    process: "subprocess.Popen[bytes]"
    window: Window

    def draw(self, digit: int) -> None:
        canvas = lay_out((self.window.width, self.window.height)).canvas
        scale = canvas.width / SIDE
        for stroke in read_strokes(STROKES, digit):
            self.window.draw([(round(canvas.x + x * scale), round(canvas.y + y * scale)) for x, y in stroke])


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with ExitStack() as parts:
        yield Stack(tmp_path, parts)


@contextmanager
def client(folder: Path, port: int, *arguments: str) -> Iterator[Client]:
    with xvfb(folder) as screen:
        settings = {
            "DISPLAY": screen.display,
            "SDL_VIDEODRIVER": "x11",
            "DESKTOP_GATEWAY_URL": f"http://127.0.0.1:{port}",
            "DESKTOP_RETRY_S": "0.2",
            "DESKTOP_DATA_DIR": str(folder / "data"),
            "LC_ALL": "C",
        }
        with run_process([*service("handdraw_desktop"), *arguments], folder / "desktop.log", **settings) as process:
            window = screen.window(process, folder / "desktop.log")
            eventually(lambda: window.shows(LIGHT.ground), "the window has drawn itself")
            yield Client(process, window)


def recorded(log: tuple[LoggedEvent, ...]) -> list[tuple[object, ...]]:
    """What each event says: a classification with its label in force, a label with what had been read."""
    said: list[tuple[object, ...]] = []
    for one in log:
        match one.event:
            case ClassificationEvent(data=data):
                said.append((data.outcome, data.digit, data.client, one.label and one.label.digit))
            case LabelEvent(data=label):
                said.append(("label", label.digit, one.read and one.read.digit))
    return said


def test_a_digit_drawn_by_mouse_is_read_and_labelled_and_the_log_holds_exactly_that(
    stack: Stack, tmp_path: Path
) -> None:
    stack.start_gateway()
    with client(tmp_path, stack.port) as drawing:
        eventually(lambda: drawing.window.shows(LIGHT.good), "the window is connected")
        drawing.draw(4)
        eventually(lambda: stack.previews() > 0, "recognition follows while drawing")
        drawing.window.press("Return")
        eventually(lambda: len(stack.log()) == 1, "the drawing is in the log")
        drawing.window.press("4")
        eventually(lambda: len(stack.log()) == 2, "the label is in the log")
        drawing.window.press("Escape")
        ended = drawing.process.wait(PATIENCE_S)

    assert recorded(stack.log()) == [("classified", 4, "handdraw-desktop", 4), ("label", 4, 4)]
    assert ended == 0


def test_with_the_gateway_killed_the_window_lives_says_so_and_sends_what_was_kept_once_it_is_back(
    stack: Stack, tmp_path: Path
) -> None:
    first = stack.start_gateway()
    with client(tmp_path, stack.port) as drawing:
        eventually(lambda: drawing.window.shows(LIGHT.good), "the window is connected")
        first.kill()
        first.wait(PATIENCE_S)
        eventually(lambda: drawing.window.shows(LIGHT.problem), "the window says that the gateway is away")
        drawing.draw(7)
        drawing.window.press("Return")
        drawing.window.press("1")
        drawing.window.press("7")
        alive = drawing.process.poll() is None
        stack.start_gateway()
        eventually(lambda: len(stack.log()) == 3, "what was kept is in the log")
        eventually(lambda: not drawing.window.shows(LIGHT.problem), "the window is connected again")
        drawing.window.press("q")
        ended = drawing.process.wait(PATIENCE_S)

    assert recorded(stack.log()) == [("classified", 7, "handdraw-desktop", 7), ("label", 1, 7), ("label", 7, 7)]
    assert (alive, ended) == (True, 0)


def test_what_waits_when_the_window_is_closed_is_sent_by_the_next(stack: Stack, tmp_path: Path) -> None:
    with client(tmp_path, stack.port) as drawing:
        drawing.draw(1)
        drawing.window.press("1")
        drawing.window.press("Escape")
        ended = drawing.process.wait(PATIENCE_S)
    before = stack.log()
    stack.start_gateway()
    with client(tmp_path, stack.port) as drawing:
        eventually(lambda: len(stack.log()) == 2, "what was kept is in the log")
        drawing.window.press("Escape")

    assert (ended, before, recorded(stack.log())) == (
        0,
        (),
        [("classified", 1, "handdraw-desktop", 1), ("label", 1, 1)],
    )


def test_a_picture_named_on_the_command_line_is_read_and_labelled_as_it_is_shown(stack: Stack, tmp_path: Path) -> None:
    picture = Image.new("L", (90, 60), 255)
    ImageDraw.Draw(picture).line([(45, 10), (45, 50)], 0, 5)
    picture.save(tmp_path / "one.png")
    stack.start_gateway()
    with client(tmp_path, stack.port, str(tmp_path / "one.png")) as drawing:
        eventually(lambda: stack.previews() > 0, "the picture is read")
        drawing.window.press("1")
        eventually(lambda: len(stack.log()) == 2, "drawing and label are in the log")
        drawing.window.press("Escape")
        ended = drawing.process.wait(PATIENCE_S)

    assert (ended, recorded(stack.log())) == (0, [("classified", 1, "handdraw-desktop", 1), ("label", 1, 1)])


def test_a_real_window_may_have_50x50_pixels(tmp_path: Path) -> None:
    with client(tmp_path, free_port()) as drawing:
        small = drawing.window.resized(50, 50)
        small.draw([(25, 5), (25, 45)])
        eventually(lambda: small.shows((0, 0, 0)), "the stroke is seen")
        alive = drawing.process.poll() is None

    assert alive
