"""A roller in its own process, which kills itself after a step.

killed_roller.py <redis url> <folder> <step> [<setting>=<value> of a shared archive ...]
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from handdraw_logger.hot.connection import connect_blocking
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.opening import make_shelf
from handdraw_logger.roller import Retention, Roller
from handdraw_logger.settings import Settings

SEGMENT_EVENTS = 700  # leaves Redis in two trims


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dying_after(script: Callable[..., Any]) -> Callable[..., None]:
    def run(*args: Any, **given: Any) -> None:
        script(*args, **given)
        die()

    return run


def main(redis_url: str, folder: str, step: str, *shared: str) -> None:
    given = dict(one.split("=", 1) for one in shared)
    settings = Settings.model_validate({"redis_url": redis_url, "archive_dir": folder, **given})
    with connect_blocking(redis_url, None, timeout_s=5) as redis:
        window = HotWindow(redis)
        shelf = make_shelf(settings, redis, window)
        shelf.open()
        if step == "published":
            shelf._cache.publish = dying_after(shelf._cache.publish)  # type: ignore[attr-defined]
        if step == "listed":
            shelf._manifest.add = dying_after(shelf._manifest.add)  # type: ignore[attr-defined]
        if step == "first trim":
            window._trim = dying_after(window._trim)  # type: ignore[assignment]

        def reached(found: str) -> None:
            if found == step:
                die()

        Roller(
            shelf, window, Retention(hot_events=0, hot_days=1, segment_events=SEGMENT_EVENTS), reached=reached
        ).roll_due()
        if step == "last trim":
            die()


if __name__ == "__main__":
    main(*sys.argv[1:])
