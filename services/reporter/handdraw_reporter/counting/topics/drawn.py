"""What was drawn, how it lay on the canvas, and what was drawn twice."""

from collections.abc import Callable, Iterator
from typing import Final

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.pictures import Pictures
from handdraw_reporter.counting.readings import InkSpreads, Readings
from handdraw_reporter.counting.spreads import Spread
from handdraw_reporter.counting.stating import QUANTILES, Stating, find_leader
from handdraw_reporter.counting.summary import Summary

State = Callable[[str, float, int, str], Fact]

SHARES_OF_INK: Final = frozenset({"share", "thickness"})


def state_drawn(summary: Summary, read: Readings, stating: Stating) -> Iterator[Fact]:
    if read.drawings:
        yield from _state_digits(read, stating)
        yield from _state_ink(read.ink, stating)
    yield from _state_pictures(summary.pictures, stating)


def _state_digits(read: Readings, stating: Stating) -> Iterator[Fact]:
    n, counts = read.drawings, [(digit, read.digits[digit]) for digit in range(10)]
    for digit, count in counts:
        yield stating.count(f"digit.{digit}", count, n, stating.label("digit", digit=digit))
    ranked = sorted(counts, key=lambda entry: -entry[1])
    for name, leader in (("most_drawn", find_leader(ranked)), ("least_drawn", find_leader(ranked[::-1]))):
        if leader is not None:
            yield stating.fact(name, leader, "digit", str(leader), n=n)
            yield stating.count(f"{name}_count", read.digits[leader], n)
            yield stating.share(f"{name}_share", read.digits[leader], n)


def _state_ink(ink: InkSpreads, stating: Stating) -> Iterator[Fact]:
    spreads: dict[str, Spread] = vars(ink)
    for name, spread in spreads.items():
        state = stating.mean_share if name in SHARES_OF_INK else stating.pixels
        for quantile, share in QUANTILES.items():
            if (value := spread.quantile(share)) is not None:
                label = stating.label(f"ink.{name}", quantile=stating.words.facts[f"quantile.{quantile}"])
                bounded = min(value, 1.0) if name in SHARES_OF_INK else value
                yield state(f"ink.{name}.{quantile}", bounded, spread.total, label)
                reached = spread.count_upto(value) / spread.total
                yield from stating.reached(f"ink.{name}.{quantile}", reached, share, n=spread.total, label=label)


def _state_pictures(pictures: Pictures, stating: Stating) -> Iterator[Fact]:
    """State how many of the pictures in the sample had been drawn before in the window; n says how many those were."""
    if (n := pictures.sampled) > 0:
        yield stating.count("pictures_sampled", n, n)
        yield stating.count("repeated", pictures.repeated, n)
        yield stating.share("repeated_share", pictures.repeated, n)
        yield stating.count("distinct_sampled", len(pictures.counts), n)
        yield stating.count("most_repeated_count", max(pictures.counts.values()), n)
