"""Counts in constant memory that add up exactly, in whatever order they are added."""

import hashlib
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

ERROR = 0.005
"""By which share of itself a quantile may be wrong."""

_GROWTH = (1 + ERROR) / (1 - ERROR)  # of one bin to the next: DDSketch
_SMALLEST, _LARGEST = 1e-3, 1e7


@dataclass
class Tally:
    """How often each word came. Of words that others choose, ``kept`` at most are counted each, the rest together.

    Which are kept depends on the words alone, by hash: so two tallies add up to the tally of both, and what a kept
    word counts is exact.
    """

    kept: int = 64
    counts: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def add(self, word: str) -> None:
        self.counts[word] += 1
        self.total += 1
        self._forget()

    def __add__(self, other: Self) -> Self:
        both = type(self)(self.kept, self.counts + other.counts, self.total + other.total)
        both._forget()
        return both

    def common(self, most: int) -> list[tuple[str, int]]:
        """The most frequent first, and of equals the first in the alphabet."""
        return sorted(self.counts.items(), key=lambda entry: (-entry[1], entry[0]))[:most]

    def _forget(self) -> None:
        if len(self.counts) > self.kept:
            for word in sorted(self.counts, key=_place)[self.kept :]:
                del self.counts[word]


def _place(word: str) -> bytes:
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass
class Durations:
    """Milliseconds from a microsecond to hours, in at most 2,304 bins that grow by 1%: quantiles err by 0.5%."""

    bins: Counter[int] = field(default_factory=Counter)

    def add(self, milliseconds: float) -> None:
        self.bins[math.ceil(math.log(min(max(milliseconds, _SMALLEST), _LARGEST), _GROWTH))] += 1

    def __add__(self, other: Self) -> Self:
        return type(self)(self.bins + other.bins)

    @property
    def total(self) -> int:
        return self.bins.total()

    def quantile(self, share: float) -> float | None:
        """The smallest value that is at least as long as this share of all; null where there is none."""
        rank = max(1, math.ceil(share * self.total))
        for number, value in self.values():
            rank -= number
            if rank <= 0:
                return value
        return None

    def values(self) -> list[tuple[int, float]]:
        """How many lie in each bin, and its middle in milliseconds, from short to long."""
        return [(self.bins[index], 2 * _GROWTH**index / (1 + _GROWTH)) for index in sorted(self.bins)]
