"""What is stated beside a drift: the digit whose share moved most, and how often each warning ordinarily comes."""

from collections.abc import Iterator
from typing import Final

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.comparison import difference_interval
from handdraw_reporter.counting.drift import ENOUGH, Against, state_drift
from handdraw_reporter.counting.ordinary import Ordinary
from handdraw_reporter.counting.readings import Readings
from handdraw_reporter.counting.stating import Stating

Z_OF_TEN: Final = 2.807033768343811
"""By chance, one of ten digits lies beyond its 95% interval in every third window; beyond this, in one of twenty."""


def state_shifts(read: Readings, ordinary: Ordinary, against: Against, stating: Stating) -> Iterator[Fact]:
    """Return all that is known of how these drawings differ from the ordinary."""
    yield from state_drift(read, ordinary, against, stating)
    yield from _state_moved(read, ordinary, against, stating)
    if against == "reference" and read.drawings:
        for code, share in sorted(ordinary.warnings.items()):
            if code in stating.words.warnings:
                label = stating.label("ordinary_share", code=stating.words.warnings[code])
                yield stating.mean_share(f"ordinary_share.{code}", share, ordinary.n, label)


def _state_moved(read: Readings, ordinary: Ordinary, against: Against, stating: Stating) -> Iterator[Fact]:
    """State the digit whose share moved most, if it moved by more than chance explains."""
    if min(read.drawings, ordinary.n) < ENOUGH:
        return
    shares = {digit: read.digits[digit] / read.drawings for digit in range(10)}
    digit = max(shares, key=lambda one: abs(shares[one] - ordinary.digits.get(one, 0.0)))
    then = round(ordinary.digits.get(digit, 0.0) * ordinary.n)
    low, high = difference_interval(read.digits[digit], read.drawings, then, ordinary.n, Z_OF_TEN)
    if low <= 0 <= high:
        return
    n = read.drawings
    yield stating.fact(f"moved_{against}", digit, "digit", str(digit), n=n)
    yield stating.share(f"moved_{against}_share", read.digits[digit], n)
    fact = stating.share(f"moved_{against}_ordinary", then, ordinary.n)
    yield fact.model_copy(update={"window": "this" if against == "reference" else "before"})
