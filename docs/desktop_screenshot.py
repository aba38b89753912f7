"""A picture of the window at work: draws digits by mouse events, has a running gateway record them, labels them.

python docs/desktop_screenshot.py OUT.png [--digits 2 0 7] [--explain] [--strokes examples/drawings/strokes.txt]

Where the gateway is, the language and the theme are settings, as the window's: DESKTOP_LANGUAGE=ko DESKTOP_THEME=dark.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pygame

from handdraw_contracts import __version__
from handdraw_desktop.app import App
from handdraw_desktop.drawing.recorded import read_strokes
from handdraw_desktop.drawing.strokes import SIDE, Point
from handdraw_desktop.errors import DesktopError, GatewayAway
from handdraw_desktop.gateway.worker import Gateway
from handdraw_desktop.language import Language
from handdraw_desktop.layout import Size, window_size
from handdraw_desktop.session.status import status
from handdraw_desktop.settings import Settings
from handdraw_desktop.window import frame, opened, wake

Drawn = tuple[tuple[Point, ...], ...]
PATIENCE_S = 20.0
SCREEN = (7680, 4320)  # SDL's dummy has a small one, and nobody looks at it


def take(out: Path, digits: Sequence[int], strokes: Path, settings: Settings, *, explain: bool = False) -> None:
    """Of the last of ``digits``, with the others in the strip. Raises DesktopError: no gateway, or no such digit."""
    drawings = [read_strokes(strokes, digit) for digit in digits]
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    with opened(settings.scale), TemporaryDirectory() as folder:
        window = pygame.display.set_mode(window_size(settings.scale or 2, SCREEN))
        gateway = Gateway(settings.model_copy(update={"data_dir": Path(folder)}), wake)
        try:
            app = App(settings, gateway, window, settings.language or Language.ENGLISH)
            for digit, drawing in zip(digits, drawings, strict=True):
                press(app, ord("c"), "c")
                record(app, digit, drawing)
            if explain:
                press(app, ord("x"), "x")
                _until(app, lambda: app.session.saliency is not None)
            pygame.image.save(window, out)
        finally:
            gateway.close()


def record(app: App, digit: int, drawing: Drawn) -> None:
    """Draw, wait for the preview, press Enter and then the digit."""
    for stroke in drawing:
        draw(app, stroke)
    _until(app, lambda: app.session.shown is not None)
    press(app, pygame.K_RETURN, "\r")
    _until(app, lambda: app.session.entry is not None and app.session.entry.read is not None)
    press(app, ord(str(digit)), str(digit))
    _until(app, lambda: app.session.entry is not None and app.session.entry.taken)


def draw(app: App, stroke: tuple[Point, ...]) -> None:
    """Press, move, let go, a frame each."""
    places = [_place(app, point) for point in stroke]
    _post(app, pygame.MOUSEBUTTONDOWN, pos=places[0], button=pygame.BUTTON_LEFT)
    for place in places[1:]:
        _post(app, pygame.MOUSEMOTION, pos=place, rel=(0, 0), buttons=(1, 0, 0))
    _post(app, pygame.MOUSEBUTTONUP, pos=places[-1], button=pygame.BUTTON_LEFT)


def press(app: App, key: int, letter: str) -> None:
    _post(app, pygame.KEYDOWN, key=key, unicode=letter, mod=pygame.KMOD_NONE, scancode=0)


def _post(app: App, kind: int, **what: object) -> None:
    pygame.event.post(pygame.event.Event(kind, what))
    frame(app)


def _place(app: App, point: Point) -> Size:
    canvas = app.layout.canvas
    return round(canvas.x + point[0] * canvas.width / SIDE), round(canvas.y + point[1] * canvas.height / SIDE)


def _until(app: App, holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > end:
            raise GatewayAway(app.words.status(status(app.session)))
        pygame.time.wait(10)
        frame(app)
    frame(app)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("desktop_screenshot", description="A picture of the window at work.")
    parser.add_argument("--version", action="version", version=f"Handdraw {__version__}")
    parser.add_argument("out", type=Path, help="the PNG to write")
    parser.add_argument("--digits", type=int, nargs="+", default=[7], help="what to draw, one after the other (7)")
    parser.add_argument("--explain", action="store_true", help="and show what the network looked at")
    parser.add_argument("--strokes", type=Path, default=Path("examples/drawings/strokes.txt"))
    chosen = parser.parse_args(arguments)
    try:
        take(chosen.out, chosen.digits, chosen.strokes, Settings(), explain=chosen.explain)
    except DesktopError as error:
        parser.exit(1, f"{error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
