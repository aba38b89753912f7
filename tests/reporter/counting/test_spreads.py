from random import Random

import pytest

from handdraw_reporter.counting.spreads import ERROR, Spread


@pytest.mark.parametrize("share", [0.01, 0.5, 0.95, 0.99, 1.0])
def test_a_quantile_is_right_within_the_error_that_is_stated(share: float) -> None:
    chance = Random(3)
    values = sorted(chance.lognormvariate(2, 1.5) for _ in range(5_000))
    spread = Spread()
    for value in values:
        spread.add(value)

    assert spread.quantile(share) == pytest.approx(values[round(share * 5_000) - 1], rel=ERROR)


def test_of_no_values_there_is_no_quantile() -> None:
    assert Spread().quantile(0.5) is None


def test_the_smallest_and_the_largest_values_share_the_outermost_bins() -> None:
    spread = Spread()
    for value in (0.0, 1e-9, 1e300):
        spread.add(value)

    assert [count for count, _ in spread.histogram()] == [2, 1]


def test_spreads_add_up_to_the_spread_of_both() -> None:
    values = [Random(1).lognormvariate(0, 3) for _ in range(400)]

    assert spread_of(values[:100]) + spread_of(values[100:]) == spread_of(values)


@pytest.mark.parametrize(("upto", "count"), [(0.5, 0), (1.0, 1), (2.5, 2), (1e9, 3)])
def test_values_are_counted_up_to_one_of_them(upto: float, count: int) -> None:
    assert spread_of([1.0, 2.0, 3.0]).count_upto(upto) == count


def spread_of(values: list[float]) -> Spread:
    spread = Spread()
    for value in values:
        spread.add(value)
    return spread
