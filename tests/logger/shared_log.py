"""Loggers on machines of their own, without their services: one Redis, one archive, a folder each."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import NamedTuple

from handdraw_logger.archive.shelf import Shelf
from handdraw_logger.cursors import Stretch
from handdraw_logger.hot.connection import connect, connect_blocking
from handdraw_logger.hot.store import Store
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.log import Log
from handdraw_logger.opening import make_shelf
from handdraw_logger.roller import Retention, Roller
from handdraw_logger.settings import Settings

ALL = Stretch("(0-0", "+")


class Machine(NamedTuple):
    folder: Path
    log: Log
    shelf: Shelf
    window: HotWindow
    roller: Roller

    async def ids(self) -> list[str]:
        """Return the ids of all events, as this logger reads them."""
        return [record.event["id"] for record in await self.log.read(ALL, 10_000)]


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
