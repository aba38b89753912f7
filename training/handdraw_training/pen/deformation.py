"""One writer's strokes as another hand would have made them: turned, slanted, stretched, bent, trembling."""

import numpy as np

from handdraw_training.pen.strokes import Stroke, Strokes

MAX_STEP = 0.06  # of the box: a long straight line needs points between its ends to bend


def unit(strokes: Strokes) -> Strokes:
    """Into the box from 0 to 1, the aspect kept, centred."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = max(float((high - low).max()), 1e-6)
    return tuple((stroke - (low + high) / 2) / extent + 0.5 for stroke in strokes)


def dense(stroke: Stroke, step: float = MAX_STEP) -> Stroke:
    """With points between those that are further apart than ``step``."""
    if len(stroke) < 2:
        return stroke
    lengths = np.hypot(*np.diff(stroke, axis=0).T)
    counts = np.maximum(1, np.ceil(lengths / step)).astype(int)
    knots = np.concatenate([[0], np.cumsum(counts)])
    wanted = np.arange(knots[-1] + 1)
    return np.stack([np.interp(wanted, knots, axis) for axis in stroke.T], axis=1)


def deform(strokes: Strokes, rng: np.random.Generator, strength: float = 1.0) -> Strokes:
    """``strength`` 1 is about how people differ; 0 changes nothing."""
    strokes = tuple(dense(stroke) for stroke in unit(strokes))
    strokes = _moved_apart(strokes, rng, strength)
    strokes = _bent(strokes, rng, strength)
    strokes = _turned(strokes, rng, strength)
    if rng.random() < 0.3:
        strokes = tuple(_trembling(stroke, rng, strength) for stroke in strokes)
    if rng.random() < 0.25:
        strokes = tuple(_hasty(stroke, rng) for stroke in strokes)
    return strokes


def _turned(strokes: Strokes, rng: np.random.Generator, strength: float) -> Strokes:
    angle = np.clip(rng.normal(0, np.radians(6)), -0.26, 0.26) * strength
    slant = np.clip(rng.normal(0.05, 0.16), -0.4, 0.5) * strength
    aspect = np.exp(np.clip(rng.normal(0, 0.16), -0.4, 0.4) * strength)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[1, -slant], [0, 1]]) @ np.diag([aspect, 1 / aspect])
    return tuple((stroke - 0.5) @ matrix.T + 0.5 for stroke in strokes)


def _bent(strokes: Strokes, rng: np.random.Generator, strength: float) -> Strokes:
    """By a few slow waves over the box."""
    waves = [(rng.normal(0, 2.2, 2), rng.uniform(0, 2 * np.pi), rng.normal(0, 0.022, 2)) for _ in range(3)]
    return tuple(
        stroke + strength * sum(np.sin(stroke @ direction + phase)[:, None] * size for direction, phase, size in waves)
        for stroke in strokes
    )


def _moved_apart(strokes: Strokes, rng: np.random.Generator, strength: float) -> Strokes:
    """Where the pen was lifted it comes down at a slightly wrong place, and lines end too soon or too late."""
    if len(strokes) == 1:
        return strokes
    moved = []
    for stroke in strokes:
        middle = stroke.mean(axis=0)
        size = 1 + strength * np.clip(rng.normal(0, 0.06), -0.15, 0.15)
        moved.append((stroke - middle) * size + middle + strength * np.clip(rng.normal(0, 0.02, 2), -0.05, 0.05))
    return tuple(moved)


def _trembling(stroke: Stroke, rng: np.random.Generator, strength: float) -> Stroke:
    return stroke + rng.normal(0, 0.008 * strength, stroke.shape)


def _hasty(stroke: Stroke, rng: np.random.Generator) -> Stroke:
    """A slow program sees a fast hand at few places, with straight lines between them."""
    kept = np.arange(0, len(stroke), rng.integers(2, 4))
    return stroke[np.append(kept, len(stroke) - 1)] if len(stroke) > 4 else stroke
