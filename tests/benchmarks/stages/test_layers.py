import asyncio

import pytest

from benchmarks.stages.layers import CORE, SHELLS, Stage, find_medians, peel, time_awaits, time_calls

COSTS = dict(zip([*SHELLS, *CORE], [100, 90, 70, 40, 35, 3, 7], strict=True))


def test_the_stages_sum_to_the_whole_and_each_is_what_its_layer_adds() -> None:
    stages = peel(COSTS)

    assert [stage.us for stage in stages] == [10, 20, 30, 5, 25, 3, 7]
    assert sum(stage.us for stage in stages) == COSTS["whole"]
    assert stages[0] == Stage("forwarding to the logger", 10)


def test_of_rounds_each_layer_has_its_own_median() -> None:
    assert find_medians([{"a": 1, "b": 9}, {"a": 2, "b": 8}, {"a": 9, "b": 1}]) == {"a": 2, "b": 8}


def test_a_call_is_made_as_often_as_asked() -> None:
    calls = list[int]()

    time_calls(lambda: calls.append(1), 7)

    assert len(calls) == 7


@pytest.mark.parametrize(("at_once", "times", "expected"), [(1, 20, 20), (16, 160, 160), (16, 1, 128)])
def test_callers_at_once_take_a_few_turns_at_least(at_once: int, times: int, expected: int) -> None:
    together, most, calls = 0, 0, 0

    async def call() -> None:
        nonlocal together, most, calls
        together, calls = together + 1, calls + 1
        most = max(most, together)
        await asyncio.sleep(0)
        together -= 1

    asyncio.run(time_awaits(call, at_once, times))

    assert (most, calls) == (at_once, expected)
