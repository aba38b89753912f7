"""Loggers on machines of their own, without their services: one Redis, one archive, a folder each."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import NamedTuple

from handdraw_chassis.buckets import Bucket
from handdraw_logger.archive.segments import parse_name
from handdraw_logger.archive.shelf import Shelf
from handdraw_logger.cursors import Stretch
from handdraw_logger.hot.connection import connect, connect_blocking
from handdraw_logger.hot.store import Store
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.log import Log
from handdraw_logger.opening import make_shelf
from handdraw_logger.roller import Retention, Roller
from handdraw_logger.settings import Settings

from .cloud_events import event_id, incoming, refused

ALL = Stretch("(0-0", "+")
THREES = Retention(hot_events=0, hot_days=1, segment_events=3)
NOTHING_DUE = Retention(hot_events=1_000, hot_days=1, segment_events=1_000)


class Machine(NamedTuple):
    folder: Path
    log: Log
    shelf: Shelf
    window: HotWindow
    roller: Roller

    async def ids(self) -> list[str]:
        """Return the ids of all events, as this logger reads them."""
        return [record.event["id"] for record in await self.log.read(ALL, 10_000)]


Starts = Callable[..., AbstractAsyncContextManager[Machine]]


@asynccontextmanager
async def machine_in(
    folder: Path, redis_url: str, shared: Mapping[str, object], retention: Retention, *, opened: bool = True
) -> AsyncIterator[Machine]:
    """``shared``: the settings that say where the archive is."""
    settings = Settings.model_validate({"redis_url": redis_url, "archive_dir": folder, **shared})
    async with AsyncExitStack() as stack:
        store = Store(await stack.enter_async_context(connect(redis_url, None, 5)))
        redis = stack.enter_context(connect_blocking(redis_url, None, 5))
        window = HotWindow(redis)
        shelf = make_shelf(settings, redis, window)
        stack.enter_context(closing(shelf.archive))
        if opened:
            shelf.open()
        log = Log(store, shelf.archive, shelf.follow)
        yield Machine(folder, log, shelf, window, Roller(shelf, window, retention))


def segments(bucket: Bucket) -> list[str]:
    return [name for name in bucket.list() if parse_name(name)]


def ids(*numbers: int) -> list[str]:
    return list(map(event_id, numbers))


async def record(machine: Machine, *numbers: int) -> list[str]:
    return await machine.log.append(incoming(*map(refused, numbers)))


async def roll(machine: Machine) -> int:
    return await asyncio.to_thread(machine.roller.roll_due)
