import pytest

from benchmarks.hostile.attack import Attack


@pytest.mark.parametrize(("share", "ms"), [(0, 10), (0.5, 30), (0.99, 40), (1, 40)])
def test_a_quantile_is_of_what_was_measured_in_any_order(share: float, ms: float) -> None:
    assert Attack.quantile([0.03, 0.01, 0.04, 0.02], share) == pytest.approx(ms)


def test_of_nothing_it_is_none() -> None:
    assert Attack.quantile([], 0.5) == 0
