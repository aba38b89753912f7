"""How far an evaluation is and how long it will take, on stderr: stdout is for the table."""

import sys
from time import monotonic
from typing import TextIO

from handdraw_training.progress import in_words

EVERY_S = {True: 0.2, False: 15.0}  # where a person watches, and where a log does
FIRST_S = 1.0


class Progress:
    """Of work that is announced before it is done."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._watched = out.isatty()
        self._expected = self._done = 0.0
        self._started = monotonic()
        self._next = self._started + FIRST_S

    @classmethod
    def on_stderr(cls) -> "Progress":
        return cls(sys.stderr)

    def expect(self, work: float) -> None:
        self._expected += work

    def advance(self, work: float, what: str) -> None:
        self._done += work
        now = monotonic()
        if now >= self._next:
            self._next = now + EVERY_S[self._watched]
            left = (now - self._started) / self._done * max(0.0, self._expected - self._done)
            self._say(f"{min(1, self._done / self._expected):4.0%}  {in_words(left)} left  {what}")

    def close(self) -> None:
        if self._watched:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def _say(self, line: str) -> None:
        self._out.write(f"\r\x1b[K{line}" if self._watched else f"{line}\n")
        self._out.flush()


class Silent(Progress):
    def __init__(self) -> None:
        super().__init__(sys.stderr)

    def advance(self, work: float, what: str) -> None:
        pass
