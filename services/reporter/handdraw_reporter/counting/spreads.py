"""How values are spread, in constant memory: histograms that add up exactly, whose bins grow by 1%."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, log
from typing import Final, Self

import numpy as np

ERROR: Final = 0.005
"""The share of itself by which a quantile may be wrong."""

_GROWTH: Final = (1 + ERROR) / (1 - ERROR)  # of one bin to the next: DDSketch (Masson, Rim and Lee 2019)
_FIRST: Final = ceil(log(1e-7) / log(_GROWTH))
_LAST: Final = ceil(log(1e7) / log(_GROWTH))
_EDGES: Final = np.array([_GROWTH**index for index in range(_FIRST, _LAST)])  # each the largest value of its bin


def bins_of(values: Sequence[float]) -> list[int]:
    """Return the bin of each value; what is smaller than 1e-7 or larger than 1e7 falls into the outermost."""
    found: list[int] = (np.searchsorted(_EDGES, values) + _FIRST).tolist()
    return found


@dataclass
class Spread:
    """Values that are not negative, in at most 3,225 bins: milliseconds, pixels, shares. Quantiles err by 0.5%."""

    bins: Counter[int] = field(default_factory=Counter)

    def add(self, value: float) -> None:
        self.add_all([value])

    def add_all(self, values: Sequence[float]) -> None:
        self.bins.update(bins_of(values))

    def __add__(self, other: Self) -> Self:
        return type(self)(self.bins + other.bins)

    @property
    def total(self) -> int:
        return self.bins.total()

    def quantile(self, share: float) -> float | None:
        """Return the smallest value that is not exceeded by this share of all; None of no values."""
        rank = max(1, ceil(share * self.total))
        for number, value in self.histogram():
            rank -= number
            if rank <= 0:
                return value
        return None

    def count_upto(self, value: float) -> int:
        """Return how many values are this large at most, give or take the values of its own bin."""
        [place] = bins_of([value])
        return sum(count for index, count in self.bins.items() if index <= place)

    def histogram(self) -> list[tuple[int, float]]:
        """Return each bin's count and its middle, from small to large."""
        return [(self.bins[index], 2 * _GROWTH**index / (1 + _GROWTH)) for index in sorted(self.bins)]
