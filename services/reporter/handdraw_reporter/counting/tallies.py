"""Counts in constant memory that add up exactly, in whatever order they are added."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Self


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
            for word in sorted(self.counts, key=digest)[self.capacity :]:
                del self.counts[word]


def digest(word: str) -> bytes:
    return hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
