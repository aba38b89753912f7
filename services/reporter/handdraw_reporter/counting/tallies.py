"""Counts in constant memory that add up exactly, in whatever order they are added."""

import hashlib
import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

ERROR = 0.005
"""The share of itself by which a quantile may be wrong."""

_GROWTH = (1 + ERROR) / (1 - ERROR)  # of one bin to the next: DDSketch
_SMALLEST, _LARGEST = 1e-3, 1e7


@dataclass
class Tally:
    """How often each word came. At most ``capacity`` words are counted by name, the rest together.

    Which words are kept depends on their hashes alone, whoever chose them. So two tallies add up to the tally of both,
    and the count of a kept word is exact.
    """

    capacity: int = 64
    counts: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def add(self, word: str) -> None:
        self.counts[word] += 1
        self.total += 1
        self._trim()

    def __add__(self, other: Self) -> Self:
        both = type(self)(self.capacity, self.counts + other.counts, self.total + other.total)
        both._trim()
        return both

    def most_common(self, most: int) -> list[tuple[str, int]]:
        """Return at most ``most`` words with their counts: frequent ones first, equal ones by the alphabet."""
        return sorted(self.counts.items(), key=lambda entry: (-entry[1], entry[0]))[:most]

    def _trim(self) -> None:
        if len(self.counts) > self.capacity:
            for word in sorted(self.counts, key=_digest)[self.capacity :]:
                del self.counts[word]


def _digest(word: str) -> bytes:
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()


@dataclass
class Durations:
    """Durations from a microsecond to hours, in at most 2,304 bins that grow by 1%: quantiles err by 0.5%."""

    bins: Counter[int] = field(default_factory=Counter)

    def add(self, milliseconds: float) -> None:
        self.bins[math.ceil(math.log(min(max(milliseconds, _SMALLEST), _LARGEST), _GROWTH))] += 1

    def __add__(self, other: Self) -> Self:
        return type(self)(self.bins + other.bins)

    @property
    def total(self) -> int:
        return self.bins.total()

    def quantile(self, share: float) -> float | None:
        """Return the shortest duration, in ms, that is not exceeded by this share of all; None of no durations."""
        rank = max(1, math.ceil(share * self.total))
        for number, value in self.histogram():
            rank -= number
            if rank <= 0:
                return value
        return None

    def histogram(self) -> list[tuple[int, float]]:
        """Return each bin's count and its middle in milliseconds, from short to long."""
        return [(self.bins[index], 2 * _GROWTH**index / (1 + _GROWTH)) for index in sorted(self.bins)]
