"""The confusion matrix as a table: each row with its sum, each cell with its share of the row."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

STEPS: Final = 5
"""In how many shades a cell may stand."""

Pair = tuple[int, int]
"""What people say a drawing is, and what was read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``shade``: 0 where there is nothing, up to STEPS; ``opens``: whether a drawing of this kind is on the page."""

    label: int
    read: int
    count: int
    share: float
    shade: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Row:
    label: int
    cells: tuple[Cell, ...]
    total: int

    @property
    def right(self) -> float:
        return self.cells[self.label].share


def make_rows(confusion: Sequence[Sequence[int]], shown: Collection[Pair]) -> tuple[Row, ...]:
    """Return a row for each digit that people said. ``shown``: pairs of which the page shows a drawing."""
    return tuple(_row(label, counts, shown) for label, counts in enumerate(confusion) if sum(counts) > 0)


def _row(label: int, counts: Sequence[int], shown: Collection[Pair]) -> Row:
    total = sum(counts)
    cells = tuple(
        Cell(label, read, count, count / total, _shade(count / total), (label, read) in shown)
        for read, count in enumerate(counts)
    )
    return Row(label, cells, total)


def _shade(share: float) -> int:
    return min(STEPS, 1 + int(share * STEPS)) if share > 0 else 0
