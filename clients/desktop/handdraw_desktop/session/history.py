"""The drawings that were recorded, or are on their way to be: what was read, and what was said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from handdraw_contracts.classifications import Classification
from handdraw_desktop.drawing.strokes import Drawing


@dataclass(frozen=True, slots=True)
class Entry:
    """``read``: the recorded answer, once it is there; ``said``: the label in force; ``taken``: the gateway has it."""

    drawing: Drawing
    read: Classification | None = None
    said: int | None = None
    taken: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer, and the drawing that it speaks of."""

    drawing: UUID
    answer: Classification


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the drawings that were said to be one digit were read as that."""

    right: int
    said: int


def score(entries: Iterable[Entry]) -> Mapping[int, Score]:
    """By the digit that was said; only those that were both read and labelled count."""
    pairs = [(one.said, one.read.digit) for one in entries if one.said is not None and one.read is not None]
    return {
        digit: Score(pairs.count((digit, digit)), sum(said == digit for said, _ in pairs))
        for digit in sorted({said for said, _ in pairs})
    }
