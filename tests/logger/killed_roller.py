"""A roller in its own process, which kills itself after a step: killed_roller.py <redis url> <folder> <step>."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.recovery import open_archive
from handdraw_logger.hot.connection import connect_blocking
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.roller import Retention, Roller

SEGMENT_EVENTS = 700  # leaves Redis in two trims


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_after(script: Callable[..., Any]) -> Callable[..., None]:
    def run(**given: Any) -> None:
        script(**given)
        die()

    return run


def main(redis_url: str, folder: str, step: str) -> None:
    archive = Archive(Path(folder))
    open_archive(archive)
    with connect_blocking(redis_url, None, timeout_s=5) as redis:
        window = HotWindow(redis)
        if step == "first trim":
            window._trim = dying_after(window._trim)  # type: ignore[assignment]
        retention = Retention(hot_events=0, hot_days=1, segment_events=SEGMENT_EVENTS)
        Roller(archive, window, retention, reached=lambda reached: die() if reached == step else None).roll_due()
        if step == "last trim":
            die()


if __name__ == "__main__":
    main(*sys.argv[1:])
