"""A drawing as it was made: strokes of a round pen, and of an eraser."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

Point = tuple[float, float]
"""x to the right, y down, in the drawing's 280x280 from its upper left corner; may lie outside."""

SIDE = 280


@dataclass(frozen=True, slots=True)
class Stroke:
    """Where the pen passed; one point is a dot."""

    points: tuple[Point, ...]
    width_px: float
    erases: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """What lies on the paper. ``id`` is this drawing's and no other's: its event's key, and its labels'."""

    id: UUID
    strokes: tuple[Stroke, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Without ink: a drawing of which all is erased keeps no stroke."""
        return not self.strokes

    def with_stroke(self, stroke: Stroke, own: UUID) -> Self:
        """Another drawing, under an id of its own."""
        return type(self)(own, (*self.strokes, stroke))
