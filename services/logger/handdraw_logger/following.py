"""Learning what other loggers have rolled: many callers may have to, and one thread does so for all of them."""

import asyncio
from collections.abc import Callable
from typing import Final

from handdraw_logger.errors import ArchiveUnavailable

PATIENCE_S: Final = 10.0  # of a caller; a segment on its way from a bucket comes all the same


class Following:
    """``follow``: blocks; None where nobody else rolls."""

    def __init__(self, follow: Callable[[], None] | None) -> None:
        self._follow = follow
        self._running: asyncio.Task[None] | None = None
        self._next: asyncio.Task[None] | None = None

    @property
    def is_shared(self) -> bool:
        """Whether others roll, too."""
        return self._follow is not None

    async def catch_up(self, patience_s: float | None = None) -> None:
        """Return once a turn is over that began after this call. Raises ArchiveUnavailable, StoreUnavailable."""
        if self._follow is None:
            return
        if self._next is None:
            self._next = asyncio.create_task(self._take_turn(self._follow))
            self._next.add_done_callback(_retrieve)
        try:
            async with asyncio.timeout(patience_s or PATIENCE_S):
                await asyncio.shield(self._next)
        except TimeoutError as error:
            raise ArchiveUnavailable("What another logger has rolled has not been read yet") from error

    async def _take_turn(self, follow: Callable[[], None]) -> None:
        if self._running is not None:
            await asyncio.wait([self._running])
        self._running, self._next = self._next, None
        await asyncio.to_thread(follow)


def _retrieve(turn: "asyncio.Task[None]") -> None:
    """Let no failure be one that nobody has seen: its callers may have left."""
    if not turn.cancelled():
        turn.exception()
