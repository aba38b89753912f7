"""What one frame costs while somebody draws: a motion of the pen, and the picture that shows it."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import process_time

import pygame

from benchmarks.desktop.pens import Digit
from handdraw_desktop.app import App
from handdraw_desktop.drawing.strokes import SIDE, Point
from handdraw_desktop.gateway.calls import Answer, Call
from handdraw_desktop.layout import FULL, Size
from handdraw_desktop.settings import Settings
from handdraw_desktop.window import frame

SIZES: dict[str, tuple[Size, float]] = {
    "500x500": ((500, 500), 2.0),
    f"full, {FULL[0]}x{FULL[1]}": (FULL, 2.0),
    "4K, 3840x2160": ((3840, 2160), 6.0),
}
"""with the CPU ms that a frame may take at most"""


class Nobody:
    """A gateway that is asked and never answers: what it does is on other threads anyway."""

    waiting = 0

    def ask(self, _: Call) -> None:
        """Nothing comes of it."""

    def answers(self) -> tuple[Answer, ...]:
        return ()


def measure(size: Size, digits: Iterable[Digit]) -> list[float]:
    """Return the CPU ms of each frame. SDL's dummy driver: what X or Wayland takes to show it is not in it."""
    with _window(size) as window:
        app = App(Settings(), Nobody(), window)
        frame(app)
        return [cost for _, strokes in digits for cost in _draw(app, strokes)]


def _draw(app: App, strokes: Iterable[Iterable[Point]]) -> Iterator[float]:
    for stroke in strokes:
        kind = pygame.MOUSEBUTTONDOWN
        for point in stroke:
            place = _place(app, point)
            held = {"buttons": (1, 0, 0), "rel": (0, 0)} if kind == pygame.MOUSEMOTION else {"button": 1}
            began = process_time()
            pygame.event.post(pygame.event.Event(kind, pos=place, **held))
            frame(app)
            yield (process_time() - began) * 1000
            kind = pygame.MOUSEMOTION
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONUP, pos=place, button=1))
        frame(app)
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_c, unicode="c", mod=0, scancode=0))
    frame(app)


def _place(app: App, point: Point) -> Size:
    canvas = app.layout.canvas
    scale = canvas.width / SIDE
    return round(canvas.x + point[0] * scale), round(canvas.y + point[1] * scale)


@contextmanager
def _window(size: Size) -> Iterator[pygame.Surface]:
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    pygame.display.init()
    pygame.font.init()
    try:
        yield pygame.display.set_mode(size, pygame.RESIZABLE)
    finally:
        pygame.font.quit()
        pygame.display.quit()
        del os.environ["SDL_VIDEODRIVER"]
