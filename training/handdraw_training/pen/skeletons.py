"""Characters written as text: a stroke is "x,y x,y …" on a grid of ten, y pointing down; "|" lifts the pen.

A stroke that begins with "~" is a smooth curve through its points.
"""

from dataclasses import dataclass

import numpy as np

from handdraw_training.pen.deformation import to_unit_box
from handdraw_training.pen.strokes import Stroke, Strokes


@dataclass(frozen=True, eq=False)
class Line:
    """The points of a stroke as they are written. ``smooth``: a curve passes through them."""

    points: Stroke
    smooth: bool

    def trace(self) -> Stroke:
        return curve(self.points) if self.smooth else self.points


Skeleton = tuple[Line, ...]


def parse_skeletons(text: str) -> dict[str, list[Skeleton]]:
    """Return each character's skeletons, on the grid, from lines of a character and its strokes."""
    found: dict[str, list[Skeleton]] = {}
    for line in text.strip().splitlines():
        character, _, strokes = line.partition(" ")
        found.setdefault(character, []).append(tuple(_line(stroke.strip()) for stroke in strokes.split("|")))
    return found


def parse_forms(text: str) -> dict[str, list[Strokes]]:
    """Return each character's forms, in the unit box."""
    return {
        character: [to_unit_box(tuple(line.trace() for line in skeleton)) for skeleton in skeletons]
        for character, skeletons in parse_skeletons(text).items()
    }


def _line(text: str) -> Line:
    return Line(parse_points(text.removeprefix("~")), smooth=text.startswith("~"))


def parse_points(text: str) -> Stroke:
    """Return [n, 2] from "x,y x,y …"."""
    return np.array([[float(value) for value in pair.split(",")] for pair in text.split()])


def curve(points: Stroke, between: int = 8) -> Stroke:
    """Return a smooth curve through all points, ``between`` points to a piece (a Catmull-Rom spline)."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, between, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.concatenate([*pieces, points[-1:]])


def arc(start: Stroke, end: Stroke, sag: float, points: int = 12) -> Stroke:
    """Return an arc whose middle lies ``sag`` times its length beside the straight line."""
    along = np.linspace(0, 1, points)[:, None]
    way = end - start
    beside = np.array([-way[1], way[0]])
    return start + way * along + beside * (4 * sag * along * (1 - along))
