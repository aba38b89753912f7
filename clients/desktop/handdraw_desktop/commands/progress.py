"""How far the work is, on stderr: on a terminal in a line that stays, else in a line of its own every ten seconds."""

from collections.abc import Callable
from typing import TextIO

EVERY_S = 10.0
ON_A_TERMINAL_S = 0.1
ERASE = "\r\x1b[K"


class Progress:
    """``terminal``: whether ``out`` is one that shows nothing else meanwhile."""

    def __init__(self, out: TextIO, total: int, clock: Callable[[], float], *, terminal: bool) -> None:
        self._out = out
        self._total = total
        self._clock = clock
        self._terminal = terminal
        self._every_s = ON_A_TERMINAL_S if terminal else EVERY_S
        self._count = 0
        self._next_s = clock() + self._every_s

    def step(self) -> None:
        self._count += 1
        now_s = self._clock()
        if now_s >= self._next_s:
            self._next_s = now_s + self._every_s
            before, after = (ERASE, "") if self._terminal else ("", "\n")
            self._out.write(f"{before}{self._count} of {self._total} pictures{after}")
            self._out.flush()

    def end(self) -> None:
        if self._terminal:
            self._out.write(ERASE)
            self._out.flush()
