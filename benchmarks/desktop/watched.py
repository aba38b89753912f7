"""The window, which notes when an answer is seen: ``python -m benchmarks.desktop.watched FILE``, one line an answer.

A line is the ms from the last motion of the pen that the window was told of to the flip that first shows the answer for
just that drawing.
"""

import sys
from pathlib import Path
from time import perf_counter

import pygame

from handdraw_desktop import window
from handdraw_desktop.app import App
from handdraw_desktop.settings import Settings


class Watch:
    """Notes what passes through the app's ``handle`` and through ``frame``."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._moved_s: float | None = None
        self._handle = App.handle
        self._frame = window.frame

    def handle(self, app: App, event: pygame.event.Event) -> None:
        if event.type == pygame.MOUSEMOTION and event.buttons[0]:
            self._moved_s = perf_counter()
        self._handle(app, event)

    def frame(self, app: App) -> None:
        self._frame(app)
        shown = app.session.reading
        if self._moved_s is not None and shown is not None and shown.drawing == app.session.drawing.id:
            with self._file.open("a") as file:
                file.write(f"{(perf_counter() - self._moved_s) * 1000:.2f}\n")
            self._moved_s = None


def main() -> None:
    watch = Watch(Path(sys.argv[1]))
    App.handle = lambda app, event: watch.handle(app, event)  # type: ignore[method-assign,assignment]  # noqa: PLW0108 a bound method binds no app
    window.frame = watch.frame
    window.run(Settings())


if __name__ == "__main__":
    main()
