"""A drawing as it was made: strokes of a round pen, and of an eraser, on paper or on a picture."""

from dataclasses import dataclass, replace
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
    """What lies on the paper. ``id`` is this drawing's and no other's: its event's key, and its labels'.

    ``ground``: of a picture that was opened, its 280x280 grey bytes, row by row; 0 is black. None: white paper.
    """

    id: UUID
    strokes: tuple[Stroke, ...] = ()
    ground: bytes | None = None

    @property
    def is_blank(self) -> bool:
        """Without ink: a drawing of which all is erased keeps neither stroke nor ground."""
        return not self.strokes and self.ground is None

    def with_stroke(self, stroke: Stroke, own: UUID) -> Self:
        """Another drawing, under an id of its own."""
        return replace(self, id=own, strokes=(*self.strokes, stroke))
