"""Forms that schools outside America teach, made from digits of people whom training has not seen."""

from collections.abc import Sequence

import numpy as np
from PIL import Image

from handdraw_training.evaluation.trials.pictures import chance, sketched
from handdraw_training.pen import digits
from handdraw_training.pen.deformation import deform, to_unit_box
from handdraw_training.pen.strokes import StrokeDrawing, Strokes


def slashed(zero: StrokeDrawing) -> Image.Image:
    return sketched(digits.slash(to_unit_box(zero.strokes), chance(zero.id, "slash")), zero.id)


def dotted(zero: StrokeDrawing) -> Image.Image:
    return sketched(digits.dot(to_unit_box(zero.strokes), chance(zero.id, "dot")), zero.id)


def barred(seven: StrokeDrawing) -> Image.Image:
    return sketched(_barred(to_unit_box(seven.strokes), chance(seven.id, "bar")), seven.id)


def _barred(seven: Strokes, rng: np.random.Generator) -> Strokes:
    """A level stroke through the leg, where it passes the middle."""
    points = np.concatenate(seven)
    top, bottom = points[:, 1].min(), points[:, 1].max()
    height = top + (bottom - top) * rng.uniform(0.45, 0.6)
    middle = points[np.argmin(np.abs(points[:, 1] - height)), 0]
    half = rng.uniform(0.14, 0.26)
    return *seven, np.array([[middle - half, height], [middle + half, height + rng.normal(0, 0.03)]])


def flagged_one(name: str) -> Image.Image:
    rng = chance(name, "one")
    return sketched(deform(digits.one(rng), rng), name)


def barred_seven(name: str) -> Image.Image:
    rng = chance(name, "seven")
    return sketched(deform(digits.seven(rng), rng), name)


def zeros(strokes: Sequence[StrokeDrawing]) -> list[StrokeDrawing]:
    return [one for one in strokes if one.label == 0]


def plain_sevens(strokes: Sequence[StrokeDrawing]) -> list[StrokeDrawing]:
    """A 7 of two strokes has a bar already."""
    return [one for one in strokes if one.label == 7 and len(one.strokes) == 1]
