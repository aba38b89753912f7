"""What a conversation, and each call of it, may take: seconds by the clock, and bytes that arrive."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from openai import OpenAIError

MAX_BYTES: Final = 1_000_000
"""Of one answer as it comes over the wire, headers and all: twenty times what is read of its text."""

Clock = Callable[[], float]


class AnswerTooLong(OpenAIError):
    """More bytes came than any answer has."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment of ``clock`` at which a conversation ends, whoever is speaking."""

    at: float
    clock: Clock = time.monotonic

    def left(self) -> float:
        """Return seconds, 0 when it is over."""
        return max(0.0, self.at - self.clock())


def begin_deadline(seconds: float, clock: Clock = time.monotonic) -> Deadline:
    return Deadline(clock() + seconds, clock)


@dataclass
class Allowance:
    """What is left of one call. It begins used up: every call is given its own."""

    deadline: Deadline = field(default_factory=lambda: begin_deadline(0))
    bytes_left: int = 0

    def begin(self, seconds: float) -> None:
        self.deadline = begin_deadline(seconds, self.deadline.clock)
        self.bytes_left = MAX_BYTES

    def seconds_left(self) -> float:
        """Raises TimeoutError where there are none."""
        left = self.deadline.left()
        if not left:
            raise TimeoutError
        return left

    def take(self, size: int) -> None:
        """Raises AnswerTooLong."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise AnswerTooLong(f"More than {MAX_BYTES} bytes came")
