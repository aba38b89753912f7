"""The window itself, and the loop that keeps it alive."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pygame

from handdraw_desktop.app import App
from handdraw_desktop.calling import Gateway
from handdraw_desktop.errors import NoScreen
from handdraw_desktop.exchange import connect
from handdraw_desktop.layout import Size, window_size
from handdraw_desktop.settings import Settings

FRAMES_PER_S = 60
TITLE = "Handdraw"
NO_SCREEN = "There is no screen to draw on: {}. Over SSH, try ssh -X; without any screen, post a PNG to the gateway"
NOWHERE = ("offscreen", "dummy", "evdev")  # what SDL falls back to by itself where there is no screen


def run(settings: Settings) -> bool:
    """Until the person closes the window. False: not everything reached the gateway. Raises NoScreen."""
    with opened(settings.scale) as window:
        gateway = Gateway(connect(settings), settings.retry_s)
        try:
            _loop(App(settings, gateway, window))
        finally:
            pygame.display.quit()  # nobody has to look at a window that waits for its last calls
            everything = gateway.close()
    return everything


def _loop(app: App) -> None:
    clock = pygame.time.Clock()
    while app.running:
        frame(app)
        clock.tick(FRAMES_PER_S)


def frame(app: App) -> None:
    for event in pygame.event.get():
        app.handle(event)
    app.update()
    if app.draw(pygame.display.get_surface()):
        pygame.display.flip()


@contextmanager
def opened(scale: float) -> Iterator[pygame.Surface]:
    """A window with the canvas at ``scale``, on a screen that somebody sees. Raises NoScreen."""
    chosen = bool(os.environ.get("SDL_VIDEODRIVER"))
    if sys.platform == "linux" and not (chosen or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoScreen(NO_SCREEN.format("neither DISPLAY nor WAYLAND_DISPLAY is set"))
    try:
        yield _window(scale, chosen=chosen)
    finally:
        pygame.font.quit()
        pygame.display.quit()


def _window(scale: float, *, chosen: bool) -> pygame.Surface:
    """``chosen``: the person named a driver, so that it may be one that nobody sees."""
    try:
        pygame.display.init()
        if pygame.display.get_driver() in NOWHERE and not chosen:
            raise NoScreen(NO_SCREEN.format("none can be opened"))
        pygame.font.init()
        pygame.display.set_caption(TITLE)
        return pygame.display.set_mode(window_size(scale, _screen()), pygame.RESIZABLE)
    except pygame.error as error:
        raise NoScreen(NO_SCREEN.format(error)) from error


def _screen() -> Size:
    return min(pygame.display.get_desktop_sizes())
