"""An amount of memory that all callers share. Who asks for more than is free waits in order, for a while."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from handdraw_chassis.errors import map_errors

WAIT_S = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    bytes: int
    turn: "asyncio.Future[None]"


class Budget:
    """``busy``: makes the error of a caller who has waited in vain."""

    def __init__(self, limit_bytes: int, busy: Callable[[], Exception], wait_s: float = WAIT_S) -> None:
        self.limit_bytes = self._free = limit_bytes
        self._busy = busy
        self._wait_s = wait_s
        self._queue: deque[_Waiting] = deque()

    def open(self) -> "Charge":
        """Return what one caller holds of it: nothing yet."""
        return Charge(self)

    async def take(self, amount: int) -> None:
        """Raises what ``busy`` makes."""
        if amount == 0 or (not self._queue and amount <= self._free):
            self._free -= amount
            return
        with map_errors(TimeoutError, lambda _: self._busy()):
            async with asyncio.timeout(self._wait_s):
                await self._wait(_Waiting(amount, asyncio.get_running_loop().create_future()))

    def give(self, amount: int) -> None:
        self._free += amount
        while self._queue and (self._queue[0].bytes <= self._free or self._queue[0].turn.done()):
            first = self._queue.popleft()
            if not first.turn.done():  # its caller may have left
                self._free -= first.bytes
                first.turn.set_result(None)

    async def _wait(self, waiting: _Waiting) -> None:
        self._queue.append(waiting)
        try:
            await waiting.turn
        except asyncio.CancelledError:
            granted = not waiting.turn.cancelled()
            self.give(waiting.bytes if granted else 0)  # those behind may fit
            raise


class Charge:
    """What one caller holds of a budget, until the block ends or it is released."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._bytes = 0

    async def add(self, amount: int) -> None:
        """Raises what ``busy`` makes."""
        await self._budget.take(amount)
        self._bytes += amount

    def release(self) -> None:
        amount, self._bytes = self._bytes, 0
        self._budget.give(amount)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()
