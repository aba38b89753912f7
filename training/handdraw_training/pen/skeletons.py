"""Characters written as text: a stroke is "x,y x,y …" on a grid of ten, y pointing down; "|" lifts the pen.

A stroke that begins with "~" is a smooth curve through its points.
"""

import numpy as np

from handdraw_training.pen.deformation import to_unit_box
from handdraw_training.pen.strokes import Stroke, Strokes


def parse_forms(text: str) -> dict[str, list[Strokes]]:
    """Return each character's forms, in the unit box, from lines of a character and its strokes."""
    found: dict[str, list[Strokes]] = {}
    for line in text.strip().splitlines():
        character, _, strokes = line.partition(" ")
        form = tuple(_stroke(stroke.strip()) for stroke in strokes.split("|"))
        found.setdefault(character, []).append(to_unit_box(form))
    return found


def _stroke(text: str) -> Stroke:
    points = np.array([[float(value) for value in pair.split(",")] for pair in text.removeprefix("~").split()])
    return curve(points) if text.startswith("~") else points


def curve(points: Stroke, between: int = 8) -> Stroke:
    """Return a smooth curve through all points, ``between`` points to a piece (a Catmull-Rom spline)."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, between, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.concatenate([*pieces, points[-1:]])
