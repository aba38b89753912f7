"""The drawings that a report shows: rows of what was misread or labelled wrong, and a sheet of what was drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self
from uuid import UUID

from handdraw_contracts.reports import DrawingRow, ShownDrawing

SUPPOSED: Final = 6
"""Drawings that a language model is asked about."""


@dataclass(frozen=True, slots=True)
class Gallery:
    """``doubted``: how many labels are probably wrong, of those of ``labelled`` drawings."""

    rows: tuple[DrawingRow, ...]
    sheet: tuple[ShownDrawing, ...]
    doubted: int
    labelled: int

    def list_puzzling(self) -> Sequence[ShownDrawing]:
        """Return the few that a language model may suppose something about: those misread first, with pictures."""
        unsure = [one for row in self.rows if row.name == "unsure" for one in row.drawings if one.glyph is not None]
        return sorted(unsure, key=lambda one: one.label in (None, one.read))[:SUPPOSED]

    def suppose(self, hypotheses: Mapping[UUID, str]) -> Self:
        """Put beside each drawing what a language model supposes of it."""
        return replace(self, rows=tuple(_suppose(row, hypotheses) for row in self.rows))


def _suppose(row: DrawingRow, hypotheses: Mapping[UUID, str]) -> DrawingRow:
    drawings = tuple(one.model_copy(update={"hypothesis": hypotheses.get(one.id)}) for one in row.drawings)
    return row.model_copy(update={"drawings": drawings})
