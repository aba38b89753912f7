"""Shows how far a long task is: a line that moves on a terminal, a line now and then in a log."""

import sys
import time
from collections.abc import Callable
from typing import TextIO

WIDTH = 24
FIRST_S = 1.0
LOG_EVERY_S = 30.0
SHOW_EVERY_S = 0.2


class Progress:
    """Progress through ``total`` steps, and through those announced later.

    ``done``: steps of an earlier run, which say nothing of the time that is left. ``out``: stdout if None.
    """

    def __init__(
        self,
        what: str,
        total: float = 0,
        done: float = 0,
        out: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._what, self._total, self._before, self._done, self._clock = what, total, done, done, clock
        self._out = out or sys.stdout
        self._live = self._out.isatty()
        self._began = clock()
        self._next = self._began + FIRST_S

    def expect(self, steps: float) -> None:
        """Announce work before it is done."""
        self._total += steps

    def advance(self, steps: float, note: str = "") -> None:
        self.update(self._done + steps, note)

    def update(self, done: float, note: str = "") -> None:
        """Show the line if it is due: five times a second on a terminal, every 30 seconds elsewhere."""
        self._done = done
        now = self._clock()
        if now >= self._next:
            self._next = now + (SHOW_EVERY_S if self._live else LOG_EVERY_S)
            parts = f"{self._what} {self._bar()}", note, self._time_left()
            self._show("  ".join(filter(None, parts)), end="" if self._live else "\n")

    def milestone(self, done: float, line: str) -> None:
        """Show a line that stays."""
        self._done = done
        self._show(f"{line}  {self._time_left()}", end="\n")

    def close(self) -> None:
        """Clear the line that moves."""
        if self._live:
            self._show("", end="")

    def _show(self, line: str, end: str) -> None:
        print(f"\r\033[K{line}" if self._live else line, end=end, flush=True, file=self._out)

    def _bar(self) -> str:
        share = min(1.0, self._done / self._total)
        if not self._live:
            return f"{share:.0%}"
        full = int(WIDTH * share)
        return f"[{'=' * full}{' ' * (WIDTH - full)}] {share:4.0%}"

    def _time_left(self) -> str:
        elapsed = self._clock() - self._began
        if self._done >= self._total:
            return f"in {duration(elapsed)}"
        if self._done == self._before:
            return ""
        return f"{duration(elapsed / (self._done - self._before) * (self._total - self._done))} left"


class SilentProgress(Progress):
    """Shows nothing."""

    def __init__(self) -> None:
        super().__init__("")

    def update(self, done: float, note: str = "") -> None:
        pass

    def milestone(self, done: float, line: str) -> None:
        pass


def duration(seconds: float) -> str:
    """Say a time in words, as "89 s" or "2 h 30 min"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
