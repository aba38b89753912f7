"""Strokes as coarse tablets record them: few places, or few moments."""

import numpy as np

from handdraw_training.pen.deformation import densify
from handdraw_training.pen.strokes import Stroke, Strokes


def record_coarsely(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    """Return strokes of about the unit box as stairs, or as polygons, or as both."""
    stairs, polygons = ((True, False), (False, True), (True, True))[rng.choice(3, p=[0.5, 0.3, 0.2])]
    places, moments = rng.uniform(12, 30), int(rng.integers(3, 6))
    offset = rng.random(2)
    if polygons:
        strokes = tuple(sample(stroke, moments) for stroke in strokes)
    return tuple(snap(stroke, places, offset) for stroke in strokes) if stairs else strokes


def snap(stroke: Stroke, places: float, offset: Stroke) -> Stroke:
    """Move each point to the nearest place of a grid, and keep one of those that come to lie on one another."""
    snapped = np.rint(densify(stroke, 0.5 / places) * places + offset)
    kept = np.append(True, np.any(np.diff(snapped, axis=0) != 0, axis=1))
    stairs: Stroke = (snapped[kept] - offset) / places
    return stairs


def sample(stroke: Stroke, moments: int) -> Stroke:
    """Keep one point in so many, and the last: a fast hand on a slow tablet."""
    kept = np.arange(0, len(stroke) - 1, moments)
    sampled: Stroke = stroke[np.append(kept, len(stroke) - 1)]
    return sampled
