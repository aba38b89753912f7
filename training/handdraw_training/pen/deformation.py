"""Redraws one writer's strokes as another hand would: turned, slanted, stretched, bent, trembling."""

import numpy as np

from handdraw_training.pen.strokes import Stroke, Strokes

MAX_STEP = 0.06  # of the box: a long straight line needs points between its ends in order to bend


def to_unit_box(strokes: Strokes) -> Strokes:
    """Scale and centre strokes into the box from 0 to 1, keeping their aspect."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = max(float((high - low).max()), 1e-6)
    return tuple((stroke - (low + high) / 2) / extent + 0.5 for stroke in strokes)


def densify(stroke: Stroke, step: float = MAX_STEP) -> Stroke:
    """Add points so that no two neighbours are further apart than ``step``."""
    if len(stroke) < 2:
        return stroke
    lengths = np.hypot(*np.diff(stroke, axis=0).T)
    counts = np.maximum(1, np.ceil(lengths / step)).astype(int)
    knots = np.concatenate([[0], np.cumsum(counts)])
    wanted = np.arange(knots[-1] + 1)
    return np.stack([np.interp(wanted, knots, axis) for axis in stroke.T], axis=1)


def deform(strokes: Strokes, rng: np.random.Generator, strength: float = 1.0) -> Strokes:
    """Return the strokes, in the unit box, as another hand would draw them.

    ``strength``: 1 is about as much as people differ. 0 bends and turns nothing.
    """
    strokes = tuple(densify(stroke) for stroke in to_unit_box(strokes))
    strokes = _move_apart(strokes, rng, strength)
    strokes = _bend(strokes, rng, strength)
    strokes = _turn(strokes, rng, strength)
    if rng.random() < 0.3:
        strokes = tuple(_tremble(stroke, rng, strength) for stroke in strokes)
    if rng.random() < 0.25:
        strokes = tuple(_drop_points(stroke, rng) for stroke in strokes)
    return strokes


def turn(stroke: Stroke, degrees: float) -> Stroke:
    """Turn around the origin, clockwise as seen."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned: Stroke = stroke @ np.array([[cos, sin], [-sin, cos]])
    return turned


def _turn(strokes: Strokes, rng: np.random.Generator, strength: float) -> Strokes:
    angle = np.clip(rng.normal(0, np.radians(6)), -0.26, 0.26) * strength
    slant = np.clip(rng.normal(0.05, 0.16), -0.4, 0.5) * strength
    aspect = np.exp(np.clip(rng.normal(0, 0.16), -0.4, 0.4) * strength)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1, -slant], [0, 1]]) @ np.diag([aspect, 1 / aspect])
    return tuple((stroke - 0.5) @ matrix.T + 0.5 for stroke in strokes)


def _bend(strokes: Strokes, rng: np.random.Generator, strength: float) -> Strokes:
    """Bend strokes by a few slow waves across the box."""
    waves = [(rng.normal(0, 2.2, 2), rng.uniform(0, 2 * np.pi), rng.normal(0, 0.022, 2)) for _ in range(3)]
    return tuple(
        stroke + strength * sum(np.sin(stroke @ direction + phase)[:, None] * size for direction, phase, size in waves)
        for stroke in strokes
    )


def _move_apart(strokes: Strokes, rng: np.random.Generator, strength: float) -> Strokes:
    """Shift and scale each stroke slightly: a lifted pen comes down beside its place, and lines end early or late."""
    if len(strokes) == 1:
        return strokes
    moved = []
    for stroke in strokes:
        middle = stroke.mean(axis=0)
        size = 1 + strength * np.clip(rng.normal(0, 0.06), -0.15, 0.15)
        moved.append((stroke - middle) * size + middle + strength * np.clip(rng.normal(0, 0.02, 2), -0.05, 0.05))
    return tuple(moved)


def _tremble(stroke: Stroke, rng: np.random.Generator, strength: float) -> Stroke:
    return stroke + rng.normal(0, 0.008 * strength, stroke.shape)


def _drop_points(stroke: Stroke, rng: np.random.Generator) -> Stroke:
    """Drop points: a slow program samples a fast hand at few places and joins them with straight lines."""
    kept = np.arange(0, len(stroke), rng.integers(2, 4))
    return stroke[np.append(kept, len(stroke) - 1)] if len(stroke) > 4 else stroke
