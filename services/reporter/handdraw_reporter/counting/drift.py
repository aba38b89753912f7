"""How far what was drawn lies from what is ordinary: population stability index and Jensen-Shannon distance."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, log2, sqrt
from typing import Final, Literal

from handdraw_contracts.reports import Fact
from handdraw_reporter.counting.ordinary import Ordinary
from handdraw_reporter.counting.readings import Readings
from handdraw_reporter.counting.spreads import Spread
from handdraw_reporter.counting.stating import CERTAIN, Stating

ENOUGH: Final = 100
"""Fewer drawings, on either side, are held against nothing."""
SOME_DRIFT: Final = 0.1
LARGE_DRIFT: Final = 0.25
"""Where the index is by custom said to have shifted somewhat, and much (Siddiqi 2006, Credit Risk Scorecards)."""
Z_CHANCE: Final = 3.090232306167813
"""A thousandth of all windows lies beyond it by chance alone."""
HALF: Final = 0.5
"""Added to what each bin counts, so that an empty one makes no infinite index (Jeffreys)."""

Against = Literal["reference", "before"]


@dataclass(frozen=True, slots=True)
class Drift:
    """``index``: the population stability index. ``distance``: Jensen-Shannon's, from 0 to 1.

    ``chance``: which index chance alone exceeds once in a thousand windows of so many drawings (Yurdakul 2018).
    """

    index: float
    distance: float
    chance: float


def measure_drift(counts: Sequence[float], ordinary: Sequence[float], n_ordinary: int) -> Drift:
    """``counts``: of each bin, now; ``ordinary``: the share of each, of ``n_ordinary``. Two bins at least."""
    n, bins = sum(counts), len(counts)
    now = [(count + HALF) / (n + HALF * bins) for count in counts]
    then = [(share * n_ordinary + HALF) / (n_ordinary + HALF * bins) for share in ordinary]
    index = sum((a - b) * log(a / b) for a, b in zip(now, then, strict=True))
    middle = [(a + b) / 2 for a, b in zip(now, then, strict=True)]
    divergence = (_divergence(now, middle) + _divergence(then, middle)) / 2
    return Drift(index, sqrt(max(divergence, 0.0)), _chance(bins - 1) * (1 / n + 1 / n_ordinary))


def measure_quantity(spread: Spread, quantiles: Mapping[float, float], n_ordinary: int) -> Drift | None:
    """Bin by what were quantiles ordinarily; None if these leave a single bin."""
    edges = _distinct(quantiles)
    if not edges or not spread.total:
        return None
    counts = [spread.count_upto(value) for value in edges]
    shares = list(edges.values())
    return measure_drift(_steps(counts, spread.total), _steps(shares, 1.0), n_ordinary)


def state_drift(read: Readings, ordinary: Ordinary, against: Against, stating: Stating) -> Iterator[Fact]:
    """State how far the drawings lie from the ordinary, if there are enough on both sides."""
    if min(read.drawings, ordinary.n) < ENOUGH:
        return
    for name, drift in measure_all(read, ordinary).items():
        place, n = name.replace(".", "_"), read.drawings
        values = {"psi": drift.index, "js": drift.distance, "psi_limit": max(SOME_DRIFT, drift.chance)}
        for kind, value in values.items():
            label = stating.label(f"{kind}_{against}", quantity=stating.words.quantities[place])
            fact = stating.score(f"{kind}_{against}.{place}", value, n, label)
            yield fact.model_copy(update={"window": "this" if against == "reference" else "both"})


def measure_all(read: Readings, ordinary: Ordinary) -> dict[str, Drift]:
    """Return the drift of digits, of warnings' absence, and of each quantity of which both sides know enough."""
    found = {}
    if ordinary.digits:
        digits = [ordinary.digits.get(digit, 0.0) for digit in range(10)]
        found["digits"] = measure_drift([read.digits[digit] for digit in range(10)], digits, ordinary.n)
    spreads = {"confidence": read.doubt} | {f"ink.{name}": spread for name, spread in vars(read.ink).items()}
    for name, quantiles in ordinary.quantiles.items():
        spread = spreads[name]
        edges = _doubts(quantiles) if name == "confidence" else quantiles
        if spread.total >= ENOUGH and (drift := measure_quantity(spread, edges, ordinary.n)) is not None:
            found[name] = drift
    return found


def _doubts(confidences: Mapping[float, float]) -> Mapping[float, float]:
    """Turn quantiles of the confidence into such of what it lacks to 1, as far as that was written down."""
    doubts = ((1 - share, 1 - value) for share, value in sorted(confidences.items(), reverse=True))
    return {share: doubt for share, doubt in doubts if doubt >= CERTAIN}


def _distinct(quantiles: Mapping[float, float]) -> dict[float, float]:
    """Return the shares by their values; of equal values the largest share, and none that all drawings reach."""
    edges = {value: share for share, value in quantiles.items()}
    return {value: share for value, share in edges.items() if 0 < share < 1}


def _steps(upto: Sequence[float], whole: float) -> list[float]:
    """Return what lies between neighbours: of what lies below each, and of all."""
    ends = [0, *upto, whole]
    return [after - before for before, after in pairwise(ends)]


def _divergence(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * log2(a / b) for a, b in zip(one, other, strict=True))


def _chance(freedom: int) -> float:
    """Return the chi-square that a thousandth exceeds (Wilson and Hilferty 1931)."""
    return float(freedom * (1 - 2 / (9 * freedom) + Z_CHANCE * sqrt(2 / (9 * freedom))) ** 3)
