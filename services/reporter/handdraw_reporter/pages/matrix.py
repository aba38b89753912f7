"""The confusion matrix as a table: each row with its sum, each cell with its share of the row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

STEPS: Final = 5
"""In how many shades a cell may stand."""

Pair = tuple[int, int]
"""What people say a drawing is, and what was read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``shade``: 0 where there is nothing, up to STEPS; ``opens``: a drawing of this kind that the page shows."""

    label: int
    read: int
    count: int
    share: float
    shade: int
    opens: UUID | None


@dataclass(frozen=True, slots=True)
class Row:
    label: int
    cells: tuple[Cell, ...]
    total: int

    @property
    def right(self) -> float:
        return self.cells[self.label].share


def make_rows(confusion: Sequence[Sequence[int]], shown: Mapping[Pair, UUID]) -> tuple[Row, ...]:
    """Return a row for each digit that people said. ``shown``: a drawing of each pair that the page shows."""
    return tuple(_row(label, counts, shown) for label, counts in enumerate(confusion) if sum(counts) > 0)


def _row(label: int, counts: Sequence[int], shown: Mapping[Pair, UUID]) -> Row:
    total = sum(counts)
    cells = tuple(
        Cell(label, read, count, count / total, _shade(count / total), shown.get((label, read)))
        for read, count in enumerate(counts)
    )
    return Row(label, cells, total)


def _shade(share: float) -> int:
    return min(STEPS, 1 + int(share * STEPS)) if share > 0 else 0
