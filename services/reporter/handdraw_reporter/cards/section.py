"""What a report says of the network in service: its section, in parts."""

from dataclasses import dataclass
from typing import Final

ARCHITECTURE: Final = "architecture"
TRAINING: Final = "training"
"""The figures that stand in this section."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as they are read; every column but the first holds numbers, unless ``in_words``.

    ``folded``: what it is called where it is too long to stand open.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    in_words: bool = False
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """``figure``: the name of the one that stands here, if it was drawn; ``notes``: what is said under the table."""

    title: str
    sentences: tuple[str, ...] = ()
    figure: str | None = None
    table: Table | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelSection:
    title: str
    sentences: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def figures(self) -> frozenset[str]:
        return frozenset(part.figure for part in self.parts if part.figure is not None)
