"""Whether a light drawing that comes now would wait for too long: it is then refused at once.

Others wait for threads and memory, and hold up nobody here.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from time import perf_counter
from typing import NamedTuple

from handdraw_inference.errors import Overloaded
from handdraw_inference.turns import AT_ONCE

TOO_MANY = "Too many drawings wait already: send it again"
SHARE = 0.005  # of the newest answer, in the mean: answers leave a turn at a time, so many turns are to be in it


class Admission:
    """``with`` it, one has a drawing read; entering raises Overloaded.

    ``max_wait_s``: how long one may have to wait, by how fast answers have left lately.
    """

    def __init__(self, max_wait_s: float, now: Callable[[], float] = perf_counter) -> None:
        self._max_wait_s = max_wait_s
        self._now = now
        self._under_way = 0
        self._since = 0.0  # the last answer, or whoever came first after a rest
        self._pace_s = 0.0  # from one answer to the next, while any is awaited

    def is_full(self) -> bool:
        """Whether whoever comes now would wait for too long."""
        return self._under_way > AT_ONCE and self._under_way * self._pace_s > self._max_wait_s

    def __enter__(self) -> None:
        if self.is_full():
            raise Overloaded(TOO_MANY)
        if self._under_way == 0:
            self._since = self._now()
        self._under_way += 1

    def __exit__(self, *_: object) -> None:
        self._under_way -= 1
        now = self._now()
        took = min(now - self._since, self._max_wait_s)  # a halt of the machine is not the pace of what follows
        self._pace_s += SHARE * (took - self._pace_s)
        self._since = now


class Doors(NamedTuple):
    """Where a light drawing may be refused: before its turn, and before the thread that finishes one in a hundred."""

    turn: AbstractContextManager[None]
    thread: AbstractContextManager[None]


OPEN = Doors(nullcontext(), nullcontext())
