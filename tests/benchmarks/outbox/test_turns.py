import pytest

from benchmarks.outbox.turns import Turn, print_medians, take_turns, time_turn


def test_ways_take_turns() -> None:
    order: list[str] = []

    def way(name: str) -> Turn:
        order.append(name)
        return Turn(rate=len(order), cpu_us=0)

    turns = take_turns({"a": lambda: way("a"), "b": lambda: way("b")}, rounds=2)

    assert (order, turns) == (["a", "b", "a", "b"], {"a": [Turn(1, 0), Turn(3, 0)], "b": [Turn(2, 0), Turn(4, 0)]})


def test_a_ways_ratio_is_the_median_of_those_of_its_rounds(capsys: pytest.CaptureFixture[str]) -> None:
    first = [Turn(100, 1), Turn(200, 1), Turn(1000, 1)]
    second = [Turn(50, 2), Turn(150, 2), Turn(100, 2)]

    print_medians("events", {"first": first, "second": second})

    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[1:] == [["first", "200", "5000.0", "1.0", "1.00"], ["second", "100", "10000.0", "2.0", "0.50"]]


def test_a_turn_is_added_when_the_block_ends() -> None:
    turns: list[Turn] = []

    with time_turn(10, turns):
        before = list(turns)

    assert (before, len(turns)) == ([], 1)
