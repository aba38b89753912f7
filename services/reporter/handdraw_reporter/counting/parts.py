"""Drawings by a word that they have in common, such as their version or who sent them, in constant memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, Self, TypeVar

from handdraw_reporter.counting.answers import Answer
from handdraw_reporter.counting.spreads import Spread
from handdraw_reporter.counting.tallies import digest

CAPACITY: Final = 64


class _Addable(Protocol):
    drawings: int

    def __add__(self, other: Self) -> Self: ...


_Part = TypeVar("_Part", bound=_Addable)
_Other = TypeVar("_Other", bound=_Addable)


@dataclass
class Part:
    """``drawings``: all of them; ``read``: those that were classified, of which the rest speaks.

    ``labelled`` have a label by now, ``right`` were read as it says.
    """

    drawings: int = 0
    read: int = 0
    low_confidence: int = 0
    labelled: int = 0
    right: int = 0
    total_ms: Spread = field(default_factory=Spread)

    def add_all(self, answers: Sequence[Answer]) -> None:
        """Add to all but ``drawings``."""
        self.read += len(answers)
        self.low_confidence += sum(["low_confidence" in one.data.warnings for one in answers])
        labelled = [one.is_right for one in answers if one.label is not None]
        self.labelled += len(labelled)
        self.right += sum(labelled)
        self.total_ms.add_all([one.data.timing_ms.total for one in answers])

    def __add__(self, other: Self) -> Self:
        return type(self)(
            self.drawings + other.drawings,
            self.read + other.read,
            self.low_confidence + other.low_confidence,
            self.labelled + other.labelled,
            self.right + other.right,
            self.total_ms + other.total_ms,
        )


@dataclass
class Parts(Generic[_Part]):
    """At most ``capacity`` words have a part of their own, the others one together: ``rest``.

    Which words are kept depends on their hashes alone, whoever chose them. So a kept word's part is whole, and parts
    of two stretches add up to those of both.
    """

    new: Callable[[], _Part] = field(compare=False)
    capacity: int = CAPACITY
    kept: dict[str, _Part] = field(default_factory=dict)
    rest: _Part | None = None

    def part(self, word: str) -> _Part:
        """Return the part to which a drawing with this word is to be added."""
        found = self.kept.get(word)
        return self._start(word) if found is None else found

    def __add__(self, other: Self) -> Self:
        both = type(self)(self.new, self.capacity)
        for word in {**self.kept, **other.kept}:
            one, two = self.kept.get(word), other.kept.get(word)
            both.kept[word] = (one or self.new()) + (two or self.new())
        for rest in (self.rest, other.rest):
            if rest is not None:
                both.rest = (both.rest or self.new()) + rest
        both._trim()
        return both

    @property
    def whole(self) -> _Part:
        whole = self.new() if self.rest is None else self.rest + self.new()
        for part in self.kept.values():
            whole = whole + part
        return whole

    def most_common(self, most: int) -> list[tuple[str, _Part]]:
        """Return at most ``most`` words with their parts: frequent ones first, equal ones by the alphabet."""
        return sorted(self.kept.items(), key=lambda entry: (-entry[1].drawings, entry[0]))[:most]

    def converted(self, convert: Callable[[_Part], _Other]) -> "Parts[_Other]":
        """Return what ``convert`` makes of each part."""
        kept = {word: convert(part) for word, part in self.kept.items()}
        rest = None if self.rest is None else convert(self.rest)
        return Parts(lambda: convert(self.new()), self.capacity, kept, rest)

    def _start(self, word: str) -> _Part:
        if len(self.kept) >= self.capacity:
            last = max(self.kept, key=digest)
            if digest(word) > digest(last):
                self.rest = self.rest or self.new()
                return self.rest
            self.rest = (self.rest or self.new()) + self.kept.pop(last)
        return self.kept.setdefault(word, self.new())

    def _trim(self) -> None:
        for word in sorted(self.kept, key=digest)[self.capacity :]:
            self.rest = (self.rest or self.new()) + self.kept.pop(word)
