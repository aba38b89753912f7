"""Work that ends where nobody waits for it any more."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

Answer = TypeVar("Answer")
Departure = Callable[[], Awaitable[None]]
"""Returns once the caller has left."""


def departure_of(receive: Receive) -> Departure:
    """Return how one waits for the departure of a caller whose body is read."""

    async def departure() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    return departure


async def work_while_present(work: Coroutine[Any, Any, Answer], departure: Departure) -> Answer:
    """Return what the work does, or stop it once the caller has left. Raises ClientDisconnect."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(departure())
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)
        del working  # it holds what the work raised, whose traceback holds all that was read, and this frame
