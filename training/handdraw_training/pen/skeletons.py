"""Characters written down as text: a stroke is "x,y x,y …" on a grid of ten, y down; "|" lifts the pen.

"~" before a stroke bends it smoothly through its points.
"""

import numpy as np

from handdraw_training.pen.deformation import unit
from handdraw_training.pen.strokes import Stroke, Strokes


def forms(text: str) -> dict[str, list[Strokes]]:
    """From lines of a character and its strokes: the forms of each character, in the unit box."""
    found: dict[str, list[Strokes]] = {}
    for line in text.strip().splitlines():
        character, _, strokes = line.partition(" ")
        found.setdefault(character, []).append(unit(tuple(_stroke(stroke.strip()) for stroke in strokes.split("|"))))
    return found


def _stroke(text: str) -> Stroke:
    points = np.array([[float(value) for value in pair.split(",")] for pair in text.removeprefix("~").split()])
    return curve(points) if text.startswith("~") else points


def curve(points: Stroke, between: int = 8) -> Stroke:
    """A smooth way through all points (Catmull and Rom's spline)."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, between, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False)
    ]
    return np.concatenate([*pieces, points[-1:]])
