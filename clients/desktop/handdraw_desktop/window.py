"""The window itself, and the loop that keeps it alive."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pygame

from handdraw_desktop.app import App, Keep
from handdraw_desktop.display import ask_for_true_pixels, display_scale
from handdraw_desktop.errors import NoScreen
from handdraw_desktop.gateway.worker import Gateway
from handdraw_desktop.layout import Size, window_size
from handdraw_desktop.session.codes import Complaint
from handdraw_desktop.settings import Settings
from handdraw_desktop.view.icon import load_icon
from handdraw_desktop.waiting import wait_for_event
from handdraw_desktop.words.language import system_language

TITLE = "Handdraw"
NOWHERE = ("offscreen", "dummy", "evdev")  # what SDL falls back to by itself where there is no screen
WAKE = pygame.event.custom_type()


def run(
    settings: Settings, keep: Keep = lambda **_: None, complaints: Sequence[Complaint] = (), opens: Path | None = None
) -> int:
    """Until the person closes the window. How many orders wait on disk for the next one. Raises NoScreen."""
    with opened(settings.scale) as window:
        gateway = Gateway(settings, wake)
        language = settings.language or system_language(os.environ)
        scale = display_scale(pygame.display.get_driver())
        app = App(settings, gateway, window, language, display_scale=scale, keep=keep)
        if opens is not None:
            app.open(opens)
        for complaint in complaints[:1]:
            app.complain(complaint)
        try:
            _loop(app)
        finally:
            pygame.display.quit()  # nobody has to look at a window that waits for its last calls
            gateway.close()
    return gateway.waiting


def wake() -> None:
    """Called on another thread: there is an answer."""
    with suppress(pygame.error):  # the window is closed already
        pygame.event.post(pygame.event.Event(WAKE))


def _loop(app: App) -> None:
    frame(app)
    app.canvas.png()  # Pillow loads its formats with the first picture: not while a person draws
    while app.running:
        wait_for_event()
        frame(app)
    app.close()


def frame(app: App) -> None:
    """All that has happened, and then one picture."""
    for event in pygame.event.get():
        app.handle(event)
    app.update()
    dirty = app.draw(pygame.display.get_surface())
    if dirty:
        pygame.display.update(dirty)


@contextmanager
def opened(scale: float | None) -> Iterator[pygame.Surface]:
    """A window on a screen that somebody sees. None: the canvas at twice the display's scale. Raises NoScreen."""
    chosen = bool(os.environ.get("SDL_VIDEODRIVER"))
    if sys.platform == "linux" and not (chosen or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise NoScreen("no_display")
    try:
        yield _window(scale, chosen=chosen)
    finally:
        pygame.font.quit()
        pygame.display.quit()


def _window(scale: float | None, *, chosen: bool) -> pygame.Surface:
    """``chosen``: the person named a driver, so that it may be one that nobody sees."""
    try:
        ask_for_true_pixels(os.environ)
        pygame.display.init()
        if pygame.display.get_driver() in NOWHERE and not chosen:
            raise NoScreen("none_opened")
        pygame.font.init()
        pygame.display.set_caption(TITLE)
        pygame.display.set_icon(load_icon())
        scale = scale or 2 * display_scale(pygame.display.get_driver())
        window = pygame.display.set_mode(window_size(scale, _screen()), pygame.RESIZABLE)
    except pygame.error as error:
        raise NoScreen("", str(error)) from error
    pygame.key.stop_text_input()  # else an input method keeps the letters, as that for Hangul does
    return window


def _screen() -> Size:
    return min(pygame.display.get_desktop_sizes())
