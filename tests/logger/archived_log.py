"""Archives and rollers for the tests, and a log whose events are rolled as soon as they are recorded."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.local_shelf import LocalShelf
from handdraw_logger.archive.recovery import open_archive
from handdraw_logger.hot.connection import connect_blocking
from handdraw_logger.hot.store import Store
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.intake import IncomingEvent
from handdraw_logger.log import Log
from handdraw_logger.roller import Retention, Roller

EVERYTHING = Retention(hot_events=0, hot_days=1, segment_events=1)


@contextmanager
def archive_in(folder: Path) -> Iterator[Archive]:
    with closing(Archive(folder)) as archive:
        open_archive(archive)
        yield archive


@contextmanager
def roller_on(redis_url: str, archive: Archive, retention: Retention, **given: Any) -> Iterator[Roller]:
    with connect_blocking(redis_url, None, timeout_s=5) as redis:
        yield Roller(LocalShelf(archive), HotWindow(redis), retention, **given)


class RolledLog(Log):
    def __init__(self, store: Store, archive: Archive, roller: Roller) -> None:
        super().__init__(store, archive)
        self._roller = roller

    async def append(self, events: Sequence[IncomingEvent]) -> list[str]:
        cursors = await super().append(events)
        await asyncio.to_thread(self._roller.roll_due)
        return cursors
