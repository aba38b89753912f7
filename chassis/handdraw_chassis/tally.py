"""Sums of what happens often, told to counters once a second: a shared counter writes to memory each time."""

from collections.abc import Callable
from typing import Final

EVERY_S: Final = 1.0


class Tally:
    """``counters``: each is told how much was added since. Not thread-safe."""

    def __init__(self, *counters: Callable[[float], None]) -> None:
        self._counters = counters
        self._sums = [0.0] * len(counters)
        self._due = 0.0

    def add(self, now: float, *amounts: float) -> None:
        """``now``: of a clock that goes forward, in seconds."""
        for place, amount in enumerate(amounts):
            self._sums[place] += amount
        if now >= self._due:
            self._due = now + EVERY_S
            self.tell()

    def tell(self) -> None:
        """Tell what is left, for somebody who asks now."""
        for place, counter in enumerate(self._counters):
            if self._sums[place]:
                counter(self._sums[place])
                self._sums[place] = 0.0
