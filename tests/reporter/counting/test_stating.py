from collections import Counter
from math import comb

import pytest

from handdraw_reporter.counting.stating import find_leader, wilson_interval


@pytest.mark.parametrize(
    ("right", "of", "interval"),
    [(0, 10, (0.0, 0.2775)), (10, 10, (0.7225, 1.0)), (87, 100, (0.7902, 0.9224)), (1, 1, (0.2065, 1.0))],
)
def test_the_interval_is_wilsons(right: int, of: int, interval: tuple[float, float]) -> None:
    assert wilson_interval(right, of) == pytest.approx(interval, abs=1e-4)


@pytest.mark.parametrize("share", [0.7, 0.9, 0.95])
def test_the_interval_holds_the_true_share_about_as_often_as_it_says(share: float) -> None:
    of = 200
    chances = Counter({right: comb(of, right) * share**right * (1 - share) ** (of - right) for right in range(of + 1)})
    intervals = {right: wilson_interval(right, of) for right in chances}
    holds = sum(chance for right, chance in chances.items() if intervals[right][0] <= share <= intervals[right][1])

    assert holds == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(
    ("ranked", "leader"), [([], None), ([("a", 2)], "a"), ([("a", 2), ("b", 1)], "a"), ([("a", 2), ("b", 2)], None)]
)
def test_whoever_is_first_leads_unless_the_second_is_as_frequent(
    ranked: list[tuple[str, int]], leader: str | None
) -> None:
    assert find_leader(ranked) == leader


def test_the_interval_always_holds_the_share_itself() -> None:
    pairs = [(right, of) for of in range(1, 60) for right in range(of + 1)]

    assert [
        pair for pair in pairs if not wilson_interval(*pair)[0] <= pair[0] / pair[1] <= wilson_interval(*pair)[1]
    ] == []
