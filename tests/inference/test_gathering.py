import asyncio
from collections.abc import Sequence

import pytest

from handdraw_inference.gathering import Gatherer

pytestmark = pytest.mark.anyio


class Doubling:
    """Doubles each number, once it may; refuses odd ones where it is told; remembers what it was given together."""

    def __init__(self, failure: Exception | None = None, *, refuses_odd: bool = False) -> None:
        self.calls: list[list[int]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self._failure = failure
        self._refuses_odd = refuses_odd

    async def __call__(self, numbers: Sequence[int]) -> list[int | Exception]:
        self.calls.append([*numbers])
        await self.may_answer.wait()
        if self._failure:
            raise self._failure
        return [ValueError(number) if self._refuses_odd and number % 2 else 2 * number for number in numbers]


async def begin(gatherer: Gatherer[int, int], numbers: Sequence[int]) -> "list[asyncio.Task[int]]":
    tasks = [asyncio.create_task(gatherer.put(number)) for number in numbers]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_a_lone_item_is_handled_at_once() -> None:
    doubling = Doubling()

    assert (await Gatherer(doubling).put(4), doubling.calls) == (8, [[4]])


async def test_what_arrives_in_one_turn_is_handled_together() -> None:
    doubling = Doubling()
    gatherer = Gatherer(doubling)
    doubled = await asyncio.gather(*map(gatherer.put, (1, 2, 3)))

    assert (doubled, doubling.calls) == ([2, 4, 6], [[1, 2, 3]])


async def test_what_arrives_meanwhile_is_handled_next_at_most_so_many_at_once_and_each_gets_its_own() -> None:
    doubling = Doubling()
    doubling.may_answer.clear()
    gatherer = Gatherer(doubling, most=3)
    tasks = [*await begin(gatherer, [9]), *await begin(gatherer, range(5))]
    doubling.may_answer.set()

    assert (await asyncio.gather(*tasks), doubling.calls) == ([18, 0, 2, 4, 6, 8], [[9], [0, 1, 2], [3, 4]])


async def test_a_failure_reaches_everybody_who_shared_it_and_the_next_are_handled() -> None:
    doubling = Doubling(RuntimeError("gone"))
    gatherer = Gatherer(doubling, most=2)
    errors = await asyncio.gather(*map(gatherer.put, (1, 2, 3)), return_exceptions=True)

    assert ([str(error) for error in errors], doubling.calls) == (["gone"] * 3, [[1, 2], [3]])


async def test_an_items_own_error_is_nobody_elses() -> None:
    errors = await asyncio.gather(*map(Gatherer(Doubling(refuses_odd=True)).put, (1, 2)), return_exceptions=True)

    assert [type(errors[0]), errors[1]] == [ValueError, 4]


async def test_who_goes_away_disturbs_nobody() -> None:
    doubling = Doubling()
    doubling.may_answer.clear()
    leaving, staying = await begin(Gatherer(doubling), [2, 3])
    leaving.cancel()
    doubling.may_answer.set()

    assert (await staying, doubling.calls) == (6, [[2, 3]])


@pytest.mark.parametrize("results", [[], [2], [2, 4, 6]], ids=["none", "too few", "too many"])
async def test_a_handler_that_does_not_answer_each_leaves_nobody_waiting(results: list[int]) -> None:
    async def miscount(_: Sequence[int]) -> list[int]:
        return results

    gatherer = Gatherer[int, int](miscount)
    told = await asyncio.wait_for(asyncio.gather(*map(gatherer.put, (1, 2)), return_exceptions=True), 5)

    assert [type(one) for one in told] == [ValueError] * 2
