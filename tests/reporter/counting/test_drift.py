from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, entropy

from handdraw_reporter.counting.drift import HALF, measure_all, measure_drift, measure_quantity
from handdraw_reporter.counting.facts import compute_facts
from handdraw_reporter.counting.ordinary import recall_window
from handdraw_reporter.counting.spreads import Spread

from ..log_events import classification, simulate_log, summarise

COUNTS = st.lists(st.integers(0, 1000), min_size=2, max_size=12).filter(any)


@settings(max_examples=50, deadline=None)
@given(COUNTS, st.randoms(use_true_random=False))
def test_index_and_distance_are_those_of_another_computation(counts: list[int], chance: Random) -> None:
    weights = [chance.random() + 0.01 for _ in counts]
    shares, n = [weight / sum(weights) for weight in weights], 500
    now = (np.array(counts) + HALF) / (sum(counts) + HALF * len(counts))
    then = (np.array(shares) * n + HALF) / (n + HALF * len(counts))
    found = measure_drift(counts, shares, n)
    middle = (now + then) / 2
    divergence = (entropy(now, middle, base=2) + entropy(then, middle, base=2)) / 2

    assert [found.index, found.distance] == pytest.approx(
        [((now - then) * np.log(now / then)).sum(), np.sqrt(max(divergence, 0.0))], abs=1e-7
    )


@pytest.mark.parametrize("bins", [2, 6, 10])
def test_what_chance_makes_is_a_thousandth_of_chi_square(bins: int) -> None:
    chance = measure_drift([100 / bins] * bins, [1 / bins] * bins, 400).chance

    assert chance == pytest.approx(chi2.ppf(0.999, bins - 1) * (1 / 100 + 1 / 400), rel=0.04)


@pytest.mark.parametrize("bins", [6, 10])
def test_windows_alike_lie_within_chance(bins: int) -> None:
    chance, shares = np.random.default_rng(1), np.full(bins, 1 / bins)
    drifts = [measure_drift(chance.multinomial(300, shares).tolist(), shares.tolist(), 5_000) for _ in range(500)]

    assert sum(drift.index > drift.chance for drift in drifts) <= 3


def test_a_window_has_not_drifted_from_itself() -> None:
    summary = summarise(simulate_log(800))
    ordinary = recall_window(compute_facts(summary, "en"))

    assert ordinary is not None
    drifts = measure_all(summary.read, ordinary)
    assert (set(drifts), {name for name, drift in drifts.items() if drift.index > 0.001}) == (
        {"digits", "confidence", *(f"ink.{name}" for name in vars(summary.read.ink))},
        set(),
    )


def test_confidences_that_many_drawings_share_have_not_drifted_from_themselves() -> None:
    lumpy = summarise([classification(number, confidence=0.98 + number % 7 * 0.002) for number in range(600)])
    ordinary = recall_window(compute_facts(lumpy, "en"))

    assert ordinary is not None
    assert measure_all(lumpy.read, ordinary)["confidence"].index < 0.001


def test_thinner_strokes_are_seen() -> None:
    spread = Spread()
    for value in range(1, 201):
        spread.add(value / 100)
    drift = measure_quantity(spread, {0.25: 1.0, 0.5: 2.0, 0.75: 3.0}, 1_000)

    assert drift is not None
    assert drift.index > 0.25 > drift.chance


@pytest.mark.parametrize("quantiles", [{}, {1.0: 3.0}])
def test_a_single_bin_says_nothing(quantiles: dict[float, float]) -> None:
    spread = Spread()
    spread.add(1)

    assert measure_quantity(spread, quantiles, 100) is None


def test_confidences_that_were_all_written_as_one_leave_nothing_to_compare() -> None:
    certain = summarise([classification(number, confidence=1.0) for number in range(150)])
    ordinary = recall_window(compute_facts(certain, "en"))

    assert ordinary is not None
    assert set(measure_all(certain.read, ordinary)) == {"digits"}
