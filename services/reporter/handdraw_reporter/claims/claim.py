"""A claim: something that the facts bear out, as computed and not as worded."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, get_args

from handdraw_contracts.reports import Topic

TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
"""In the order of the built-in report."""
TOLD: Final = 30
"""From this importance on the built-in report makes a claim; what is below is there for whoever asks for it."""


class Tone(IntEnum):
    """Whether an operator is glad of it."""

    BAD = -1
    NEUTRAL = 0
    GOOD = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """``importance`` goes to 100; ``goes_with`` are claims that are told beside it.

    ``rule`` names its words, ``facts`` the fact of each of their places, and ``subject`` what a claim of many of a kind
    speaks of: a digit, or a code.
    """

    id: str
    rule: str
    topic: Topic
    importance: int
    tone: Tone
    facts: Mapping[str, str]
    subject: str | None = None
    goes_with: tuple[str, ...] = ()
