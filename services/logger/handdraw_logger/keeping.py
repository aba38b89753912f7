"""The work beside the requests: the archive is opened and verified, and events are rolled into it now and then."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from time import monotonic

import structlog

from handdraw_logger.acknowledged import Acknowledged
from handdraw_logger.archive.shelf import Shelf
from handdraw_logger.errors import LoggerError
from handdraw_logger.log import Log
from handdraw_logger.metrics import Metrics
from handdraw_logger.roller import Roller
from handdraw_logger.salvaged import record_salvaged

OPEN_S = 5.0  # a start waits no longer for the archive; /readyz says why it is not open
TURN_S = 5.0

log = structlog.get_logger()


class Keeper:
    """``failing``: why the last turn failed."""

    def __init__(self, the_log: Log, shelf: Shelf, roller: Roller, metrics: Metrics) -> None:
        self._log = the_log
        self._archive = shelf.archive
        self._shelf = shelf
        self.acknowledged = Acknowledged(shelf.archive.folder)
        self._roller = roller
        self._metrics = metrics
        self._tried = asyncio.Event()
        self._stopping = asyncio.Event()
        self._stopped = threading.Event()
        self.failing: str | None = None

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        """Open the archive, then keep it until the block ends; a turn under way stops at the next whole segment."""
        task = asyncio.create_task(self._take_turns())
        with suppress(TimeoutError):
            async with asyncio.timeout(OPEN_S):
                await self._tried.wait()
        try:
            yield
        finally:
            self._stopped.set()
            self._stopping.set()
            await task
            with suppress(OSError):
                self.acknowledged.keep()

    async def _take_turns(self) -> None:
        warned, verified_until = False, 0.0
        while not self._stopping.is_set():
            try:
                if not await asyncio.to_thread(self._shelf.is_open):
                    await asyncio.to_thread(self._shelf.open)
                self._tried.set()
                if not warned:
                    warned = True
                    await self._warn()
                await record_salvaged(self._log, self._archive.folder)
                await self.acknowledged.compare(self._log)
                await asyncio.to_thread(self.acknowledged.keep)
                if monotonic() >= verified_until:
                    await asyncio.to_thread(self._shelf.verify, self._stopped)
                    verified_until = monotonic() + self._shelf.verified_for_s
                await asyncio.to_thread(self._take_turn)
                self._set_failing(None)
            except (LoggerError, OSError) as error:
                self._set_failing(str(error))
            except Exception:
                log.exception("the archive's keeper found a mistake of ours")
                self._set_failing("a mistake of ours: the log has it")
            self._tried.set()
            with suppress(TimeoutError):
                async with asyncio.timeout(TURN_S):
                    await self._stopping.wait()

    async def _warn(self) -> None:
        """Log at the start what /readyz would say."""
        try:
            for dependency, reason in await self._log.check():
                log.warning("events are recorded, but not all is as it should be", dependency=dependency, reason=reason)
        except LoggerError as error:
            log.warning("no event can be recorded yet", reason=str(error))

    def _take_turn(self) -> None:
        self._shelf.follow()
        self._shelf.verify_damaged()
        if self._roller.roll_due(self._stopped):
            self._metrics.rolled.set_to_current_time()
        self._metrics.kept.set_to_current_time()

    def _set_failing(self, failing: str | None) -> None:
        if failing is None:
            if self.failing is not None:
                log.info("the archive is kept again")
        else:
            self._metrics.roll_failed.set_to_current_time()
            if failing != self.failing:
                log.error("events cannot be rolled into the archive, and stay in Redis", reason=failing)
                if self._archive.closed:
                    self._archive.closed = failing
        self.failing = failing
