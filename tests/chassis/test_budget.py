import asyncio
from contextlib import suppress
from random import Random

import pytest

from handdraw_chassis.budget import Budget

pytestmark = pytest.mark.anyio


class Busy(Exception):
    pass


LONG_S = 60


class Callers:
    """Those who take from a budget, in the order in which it let them."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.served: list[str] = []

    def call(self, name: str, amount: int) -> "asyncio.Task[None]":
        return asyncio.create_task(self._take(name, amount))

    async def _take(self, name: str, amount: int) -> None:
        await self.budget.take(amount)
        self.served.append(name)


async def turns() -> None:
    """Let everybody go on who can."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
def callers() -> Callers:
    return Callers(Budget(100, Busy, LONG_S))


async def test_what_is_free_is_had_at_once(callers: Callers) -> None:
    await callers.budget.take(60)
    await callers.budget.take(40)

    assert callers.budget._free == 0


async def test_others_wait_in_the_order_in_which_they_came(callers: Callers) -> None:
    await callers.budget.take(100)
    waiting = [callers.call("large", 90), callers.call("small", 10), callers.call("last", 50)]
    await turns()
    callers.budget.give(50)
    await turns()
    early = list(callers.served)
    callers.budget.give(50)
    await asyncio.gather(*waiting[:2])

    assert (early, callers.served) == ([], ["large", "small"])
    waiting[2].cancel()


async def test_nothing_is_had_at_once_however_many_wait(callers: Callers) -> None:
    await callers.budget.take(100)
    waiting = callers.call("waiting", 50)
    await turns()
    await callers.budget.take(0)

    assert callers.served == []
    waiting.cancel()


async def test_who_comes_late_does_not_overtake(callers: Callers) -> None:
    await callers.budget.take(50)
    first = callers.call("first", 90)
    await turns()
    second = callers.call("second", 10)
    await turns()
    callers.budget.give(50)
    await asyncio.gather(first, second)

    assert callers.served == ["first", "second"]


async def test_who_waits_in_vain_is_told_and_lets_those_behind_pass() -> None:
    callers = Callers(Budget(100, Busy, wait_s=0.02))
    await callers.budget.take(50)
    large = callers.call("large", 90)
    await turns()
    callers.budget._wait_s = LONG_S
    small = callers.call("small", 50)

    with pytest.raises(Busy):
        await large
    await small

    assert (callers.served, callers.budget._free) == (["small"], 0)


async def test_who_leaves_while_waiting_lets_those_behind_pass(callers: Callers) -> None:
    await callers.budget.take(50)
    large, small = callers.call("large", 90), callers.call("small", 50)
    await turns()
    large.cancel()
    await small

    assert (callers.served, callers.budget._free) == (["small"], 0)


async def test_who_leaves_in_the_moment_of_the_turn_gives_it_back(callers: Callers) -> None:
    await callers.budget.take(100)
    leaving = callers.call("leaving", 70)
    await turns()
    callers.budget.give(100)
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)

    assert (callers.served, callers.budget._free) == ([], 100)


async def test_a_turn_is_not_given_to_who_is_leaving(callers: Callers) -> None:
    await callers.budget.take(100)
    leaving = callers.call("leaving", 70)
    await turns()
    leaving.cancel()
    callers.budget.give(100)
    await asyncio.gather(leaving, return_exceptions=True)

    assert (callers.served, callers.budget._free) == ([], 100)


async def test_a_charge_gives_back_all_that_it_took_once(callers: Callers) -> None:
    with callers.budget.open() as charge:
        await charge.add(30)
        await charge.add(20)
        held = callers.budget._free
        charge.release()

    assert (held, callers.budget._free) == (50, 100)


@pytest.mark.parametrize("seed", range(30))
async def test_whatever_callers_do_no_more_is_held_than_there_is_and_all_of_it_comes_back(seed: int) -> None:
    random, budget, free = Random(seed), Budget(100, Busy, LONG_S), []

    async def call() -> None:
        with budget.open() as charge:
            for _ in range(random.randint(1, 3)):
                await charge.add(random.randint(0, 30))
                free.append(budget._free)
                await asyncio.sleep(0)

    tasks = [asyncio.create_task(call()) for _ in range(60)]
    while not all(task.done() for task in tasks):
        if random.random() < 0.5 or budget._queue:
            random.choice(tasks).cancel()
        await asyncio.sleep(0)
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task

    assert (min(free) >= 0, budget._free, len(budget._queue)) == (True, 100, 0)
