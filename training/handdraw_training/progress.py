"""How far a long task is: a moving line where a person watches, a line now and then where a log does."""

import sys
import time
from collections.abc import Callable

WIDTH = 24
LOG_EVERY_S = 30.0
SHOW_EVERY_S = 0.2


class Progress:
    """Of ``total`` steps; those ``done`` before it began (an earlier run did them) do not count for the time left."""

    def __init__(self, what: str, total: int, done: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        self._what, self._total, self._before, self._clock = what, total, done, clock
        self._began = self._shown = clock()
        self._live = sys.stdout.isatty()

    def at(self, done: int, note: str = "") -> None:
        """Shown at once on a terminal, now and then elsewhere."""
        now = self._clock()
        if now - self._shown >= (SHOW_EVERY_S if self._live else LOG_EVERY_S):
            self._shown = now
            self._show(f"{self._what} {self._bar(done)}{note}  {self._left(done)}", end="" if self._live else "\n")

    def milestone(self, done: int, line: str) -> None:
        """A line that stays."""
        self._show(f"{line}  {self._left(done)}", end="\n")

    def _show(self, line: str, end: str) -> None:
        print(f"\r\033[K{line}" if self._live else line, end=end, flush=True)

    def _bar(self, done: int) -> str:
        if not self._live:
            return f"{done / self._total:.0%}"
        full = WIDTH * done // self._total
        return f"[{'=' * full}{' ' * (WIDTH - full)}] {done / self._total:4.0%}"

    def _left(self, done: int) -> str:
        elapsed = self._clock() - self._began
        if done == self._total:
            return f"in {in_words(elapsed)}"
        if done == self._before:
            return ""
        return f"{in_words(elapsed / (done - self._before) * (self._total - done))} left"


def in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
