"""Handles together what arrives in one turn of the event loop, or while what came before is handled. No timer."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Gatherer(Generic[Item, Result]):
    """``handle`` gets at most ``most`` items. It returns what comes of each, or its error, or raises one for all."""

    def __init__(
        self, handle: Callable[[Sequence[Item]], Awaitable[Sequence[Result | Exception]]], most: int = sys.maxsize
    ) -> None:
        self._handle = handle
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._handling: asyncio.Task[None] | None = None

    async def put(self, item: Item) -> Result:
        """Return what has come of it, or raise its error."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._handling is None:
            self._handling = asyncio.create_task(self._handle_all(), context=Context())  # not the first caller's
        return await done

    async def _handle_all(self) -> None:
        try:
            while self._waiting:
                some, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._handle_some(some)
                if self._waiting:
                    await _give_way()
        finally:
            self._handling = None

    async def _handle_some(self, some: "list[tuple[Item, asyncio.Future[Result]]]") -> None:
        told: list[tuple[tuple[Item, asyncio.Future[Result]], Result | Exception]]
        try:
            results = await self._handle([item for item, _ in some])
            told = list(zip(some, results, strict=True))
        except Exception as error:  # noqa: BLE001 - whatever it is, everyone who waits must hear of it
            told = [(one, error) for one in some]
        for (_, done), result in told:
            if done.done():  # whoever waited for it has left
                continue
            if isinstance(result, Exception):
                done.set_exception(result)
            else:
                done.set_result(result)


async def _give_way() -> None:
    """Let results leave, then sockets be read, then what came through them begin: each might wait for a turn else."""
    for _ in range(3):
        await asyncio.sleep(0)
