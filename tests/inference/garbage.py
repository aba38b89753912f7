"""Whether what a failed piece of work held is freed at once, and not when the collector comes by."""

import asyncio
import gc
import weakref
from collections.abc import Awaitable, Callable
from contextlib import suppress


class Picture:
    """Something large."""


class Work:
    """Work that fails while it holds a picture."""

    def __init__(self) -> None:
        self.picture: weakref.ref[Picture] | None = None

    def fail(self) -> None:
        picture = Picture()
        self.picture = weakref.ref(picture)
        raise ValueError


async def is_freed(run: Callable[[Callable[[], None]], Awaitable[None]]) -> bool:
    """Whether the picture is gone after the work has failed, without the collector."""
    work = Work()
    gc.disable()
    try:
        with suppress(ValueError):
            await run(work.fail)
        await asyncio.sleep(0)
        return work.picture is not None and work.picture() is None
    finally:
        gc.enable()
