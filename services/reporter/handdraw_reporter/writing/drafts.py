"""A draft of a report's text: sentences with references where numbers will stand, and who can write one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from handdraw_contracts.reports import Fact, Language

BUILT_IN: Final = "built-in"


@dataclass(frozen=True, slots=True)
class Passage:
    """A section before its references are filled in."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """``written_by``: whose sentences these are, "built-in" or the name of a language model."""

    title: str
    sections: tuple[Passage, ...]
    written_by: str


class Analyst(Protocol):
    def write(self, facts: Sequence[Fact], language: Language) -> Draft:
        """Write sentences in which the verifier finds no fault, and no others."""
        ...
