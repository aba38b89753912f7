from math import log10

import pytest
from scipy.stats import binom

from handdraw_contracts.reports import Fact
from handdraw_reporter.claims.known import Known
from handdraw_reporter.claims.surprise import MOST_ZEROS, surprise, surprise_at


@pytest.mark.parametrize(("count", "of", "ordinary"), [(3, 30, 0.01), (12, 100, 0.05), (40, 900, 0.03), (20, 20, 0.5)])
def test_surprise_never_counts_more_zeros_than_the_probability_has(count: int, of: int, ordinary: float) -> None:
    zeros = -log10(binom.sf(count - 1, of, ordinary))

    assert 0 < surprise(count, of, ordinary) * MOST_ZEROS <= min(zeros, MOST_ZEROS)


@pytest.mark.parametrize(
    ("count", "of", "ordinary", "surprising"),
    [
        (93, 104, 0.02, 1.0),
        (9, 9, 0.02, 0.0),
        (2, 100, 0.02, 0.0),
        (0, 100, 0.02, 0.0),
        (100, 100, 1.0, 0.0),
        (float("nan"), 100, 0.02, 0.0),
        (50, float("nan"), 0.02, 0.0),
        (50, 100, float("nan"), 0.0),
    ],
)
def test_what_is_ordinary_or_rests_on_few_is_no_surprise(
    count: float, of: float, ordinary: float, surprising: float
) -> None:
    assert surprise(count, of, ordinary) == surprising


def test_a_small_difference_does_not_become_news_by_a_large_log() -> None:
    assert surprise(21_000, 1_000_000, 0.02) < 0.01


def test_what_was_ordinary_in_the_window_before_goes_before_what_is_assumed() -> None:
    def known(before: float) -> Known:
        return Known(
            [
                Fact(id="refused", label="", value=30, shown="", n=100),
                Fact(id="drawings", label="", value=100, shown="", n=100),
                Fact(id="before.refused_share", label="", value=before, shown="", n=400),
            ]
        )

    ordinary = ("before.refused_share",)
    shares = [surprise_at(known(before), "refused", "drawings", ordinary, 0.05) for before in (0.3, 0.0)]

    assert shares == [0.0, 1.0]
