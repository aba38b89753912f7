"""When drawings came, in bins of a minute that become coarser as the window grows longer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Self

WIDTHS_S: Final = (60, 300, 900, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 604_800 * 52, 604_800 * 52 * 10_000)
"""Each is a multiple of the one before, so that coarser bins are sums of finer ones."""
CAPACITY: Final = 192

if any(coarse % fine for fine, coarse in pairwise(WIDTHS_S)):
    raise AssertionError("bins must nest")


@dataclass
class TimeLine:
    """Counts by when, in bins of the smallest of WIDTHS_S of which CAPACITY are enough; the key is the bin's number.

    The width depends on what was added alone, not on its order: two time lines add up to that of both.
    """

    step: int = 0
    bins: Counter[int] = field(default_factory=Counter)

    @property
    def width_s(self) -> int:
        return WIDTHS_S[self.step]

    def find_step(self, most: int) -> tuple[int, int]:
        """Return the finest step in which so many bins at most reach from first to last, and how many these are."""
        for step in range(self.step, len(WIDTHS_S)):
            bins = self.at_step(step)
            if (span := max(bins) - min(bins) + 1 if bins else 0) <= most:
                return step, span
        raise AssertionError("the coarsest bin holds all times that there are")

    def add_all(self, seconds: Sequence[int]) -> None:
        """``seconds``: whole ones since 1970."""
        width_s = self.width_s
        self.bins.update([at_s // width_s for at_s in seconds])
        self._coarsen()

    def __add__(self, other: Self) -> Self:
        step = max(self.step, other.step)
        both = type(self)(step, self.at_step(step) + other.at_step(step))
        both._coarsen()
        return both

    def at_step(self, step: int) -> Counter[int]:
        """Return the counts in bins that are as coarse or coarser."""
        ratio = WIDTHS_S[step] // self.width_s
        found: Counter[int] = Counter()
        for place, count in self.bins.items():
            found[place // ratio] += count
        return found

    def _coarsen(self) -> None:
        while len(self.bins) > CAPACITY:
            self.bins = self.at_step(self.step + 1)
            self.step += 1
