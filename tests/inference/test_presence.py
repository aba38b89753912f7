import asyncio

import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from handdraw_inference.presence import departure_of, work_while_present

pytestmark = pytest.mark.anyio


async def stay() -> None:
    await asyncio.Event().wait()


async def leave() -> None:
    return


async def test_work_is_done_while_its_caller_is_there() -> None:
    async def work() -> int:
        return 7

    assert await work_while_present(work(), stay) == 7


async def test_an_error_of_the_work_is_the_callers() -> None:
    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await work_while_present(fail(), stay)


async def test_work_stops_once_its_caller_has_left() -> None:
    stopped = asyncio.Event()

    async def work() -> None:
        try:
            await stay()
        finally:
            stopped.set()

    with pytest.raises(ClientDisconnect):
        await work_while_present(work(), leave)

    assert stopped.is_set()


async def test_work_stops_with_the_task_that_waits_for_it() -> None:
    stopped = asyncio.Event()

    async def work() -> None:
        try:
            await stay()
        finally:
            stopped.set()

    waiting = asyncio.create_task(work_while_present(work(), stay))
    for _ in range(3):
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert stopped.is_set()


async def test_a_caller_has_left_when_the_server_says_so() -> None:
    said: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        return said.pop(0)

    await departure_of(Request({"type": "http"}, receive))()

    assert said == []
