from random import Random

import pytest

from handdraw_desktop.gateway.pace import IDLE_S, LONGEST_ASKED_S, LONGEST_S, Pace


class Even(Random):
    """No chance: the middle of every span."""

    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


@pytest.fixture
def pace() -> Pace:
    return Pace(1.0, Even())


def test_at_first_all_is_due_at_once(pace: Pace) -> None:
    assert (pace.due_s(waits=True), pace.due_s(waits=False)) == (0, 0)


def test_a_gateway_that_is_there_is_seldom_looked_at_and_gets_each_order_at_once(pace: Pace) -> None:
    pace.answered(100)

    assert (pace.due_s(waits=True), pace.due_s(waits=False)) == (0, 100 + IDLE_S)


def test_pauses_double_up_to_a_bound(pace: Pace) -> None:
    due = []
    for _ in range(2_000):
        pace.failed(0, None)
        due.append(pace.due_s(waits=True))

    assert (due[:5], set(due[5:])) == ([1, 2, 4, 8, 16], {LONGEST_S})


def test_an_answer_ends_the_growing(pace: Pace) -> None:
    pace.failed(0, None)
    pace.failed(0, None)
    pace.answered(0)
    pace.failed(0, None)

    assert pace.due_s(waits=True) == 1


def test_no_two_clients_come_back_at_the_same_time() -> None:
    paces = [Pace(1.0, Random(seed)) for seed in range(20)]
    for pace in paces:
        pace.failed(0, None)

    assert len({pace.due_s(waits=True) for pace in paces}) == 20


@pytest.mark.parametrize(("asked_s", "kept_s"), [(0, 0), (7, 7), (1e9, LONGEST_ASKED_S)])
def test_the_pause_that_the_gateway_asks_for_is_kept(pace: Pace, asked_s: float, kept_s: float) -> None:
    pace.failed(10, asked_s)

    assert pace.due_s(waits=True) == 10 + kept_s


def test_a_reason_to_hurry_shortens_our_own_pause_and_not_the_gateways(pace: Pace) -> None:
    pace.failed(10, None)
    pace.hurry(10.5)
    own = pace.due_s(waits=True)
    pace.failed(10, 30)
    pace.hurry(10.5)

    assert (own, pace.due_s(waits=True)) == (10.5, 40)


def test_a_doubt_brings_the_next_look_nearer_once(pace: Pace) -> None:
    pace.answered(0)
    pace.doubt(0)
    pace.doubt(0.5)

    assert pace.due_s(waits=False) == 1


def test_hurrying_does_not_bring_a_look_nearer_at_a_gateway_that_is_there(pace: Pace) -> None:
    pace.answered(0)
    pace.hurry(1)

    assert pace.due_s(waits=False) == IDLE_S
