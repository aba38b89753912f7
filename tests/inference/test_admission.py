import asyncio

import pytest

from handdraw_inference.admission import Admission
from handdraw_inference.errors import Overloaded
from handdraw_inference.turns import AT_ONCE

pytestmark = pytest.mark.anyio


class Gateway:
    """Reads a drawing when it is told to; each takes a hundredth of a second by its own clock."""

    def __init__(self, max_wait_s: float) -> None:
        self.time_s = 0.0
        self.reading = 0
        self.admission = Admission(max_wait_s, now=lambda: self.time_s)
        self._may_answer = asyncio.Semaphore(0)

    async def read(self) -> None:
        with self.admission:
            self.reading += 1
            await self._may_answer.acquire()
            self.time_s += 0.01
            self.reading -= 1

    async def answer(self, count: int) -> None:
        for _ in range(count):
            self._may_answer.release()
        await settle()


async def settle() -> None:
    for _ in range(200):
        await asyncio.sleep(0)


async def call(gateway: Gateway, count: int) -> "list[asyncio.Task[None]]":
    calls = [asyncio.create_task(gateway.read()) for _ in range(count)]
    await settle()
    return calls


def refused(calls: "list[asyncio.Task[None]]") -> int:
    return sum(one.done() and isinstance(one.exception(), Overloaded) for one in calls)


async def learn_its_pace(gateway: Gateway) -> None:
    calls = await call(gateway, 2_000)
    await gateway.answer(2_000)
    await asyncio.gather(*calls)


async def test_those_of_one_turn_never_wait_for_too_long() -> None:
    gateway = Gateway(max_wait_s=0.01)
    await learn_its_pace(gateway)
    calls = await call(gateway, AT_ONCE + 3)

    assert (refused(calls), gateway.reading) == (2, AT_ONCE + 1)
    await gateway.answer(AT_ONCE + 1)


async def test_who_would_wait_for_too_long_is_told_at_once() -> None:
    gateway = Gateway(max_wait_s=0.3)
    await learn_its_pace(gateway)
    calls = await call(gateway, 100)

    assert refused(calls) == 100 - 31  # 30 of a hundredth of a second, and who comes when they are under way
    await gateway.answer(31)


async def test_after_a_rest_all_are_admitted_again() -> None:
    gateway = Gateway(max_wait_s=0.3)
    await learn_its_pace(gateway)
    crowd = await call(gateway, 100)
    await gateway.answer(31)
    gateway.time_s += 3600
    calls = await call(gateway, 20)

    assert (refused(crowd), refused(calls), gateway.reading) == (69, 0, 20)
    await gateway.answer(20)


async def test_who_leaves_while_waiting_or_reading_makes_room() -> None:
    gateway = Gateway(max_wait_s=0.3)
    await learn_its_pace(gateway)
    leaving = await call(gateway, 31)
    for one in leaving:
        one.cancel()
    await settle()
    calls = await call(gateway, 31)

    assert refused(calls) == 0
    await gateway.answer(62)


async def test_a_halt_is_not_the_pace_of_what_follows() -> None:
    gateway = Gateway(max_wait_s=0.3)
    calls = await call(gateway, 2)
    await gateway.answer(1)
    gateway.time_s += 60
    await gateway.answer(1)
    await asyncio.gather(*calls)
    calls = await call(gateway, 100)

    assert refused(calls) == 0
    await gateway.answer(100)
