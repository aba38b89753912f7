"""How often the same picture came again, from a sample of pictures that fits into constant memory."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Self

CAPACITY: Final = 1_024


@dataclass
class Pictures:
    """Distinct pictures with how often each came: all, or one in 2 to the power of ``level`` (Gibbons 2001).

    Which are in the sample depends on their digests alone. So each of them is counted in full, and two samples add up
    to that of both.
    """

    level: int = 0
    counts: Counter[int] = field(default_factory=Counter)

    def add(self, digest: int) -> None:
        """``digest``: the same for the same picture, evenly spread over 64 bits."""
        if digest & ((1 << self.level) - 1) == 0:
            self.counts[digest] += 1
            if len(self.counts) > CAPACITY:
                self._thin(self.level + 1)

    def __add__(self, other: Self) -> Self:
        both = type(self)(max(self.level, other.level), self.counts + other.counts)
        both._thin(both.level)
        return both

    @property
    def sampled(self) -> int:
        """How many drawings the pictures of the sample came from."""
        return self.counts.total()

    @property
    def repeated(self) -> int:
        """How many of these showed what another had shown before."""
        return self.sampled - len(self.counts)

    def _thin(self, level: int) -> None:
        self.level = level
        kept = {one: count for one, count in self.counts.items() if one & ((1 << level) - 1) == 0}
        self.counts = Counter(kept)
        if len(kept) > CAPACITY:
            self._thin(level + 1)
