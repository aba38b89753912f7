"""Forms that schools outside America teach, made from the digits of people whom training has not seen."""

import numpy as np
from PIL import Image

from handdraw_training.evaluation.trials.pictures import generator, sketch
from handdraw_training.pen import digits
from handdraw_training.pen.deformation import deform, to_unit_box
from handdraw_training.pen.strokes import StrokeDrawing, Strokes


def draw_slashed(zero: StrokeDrawing) -> Image.Image:
    return sketch(digits.slash(to_unit_box(zero.strokes), generator(zero.id, "slash")), zero.id)


def draw_dotted(zero: StrokeDrawing) -> Image.Image:
    return sketch(digits.dot(to_unit_box(zero.strokes), generator(zero.id, "dot")), zero.id)


def draw_barred(seven: StrokeDrawing) -> Image.Image:
    return sketch(_bar(to_unit_box(seven.strokes), generator(seven.id, "bar")), seven.id)


def _bar(seven: Strokes, rng: np.random.Generator) -> Strokes:
    """Add a level stroke through the leg where it passes the middle."""
    points = np.concatenate(seven)
    top, bottom = points[:, 1].min(), points[:, 1].max()
    height = top + (bottom - top) * rng.uniform(0.45, 0.6)
    middle = points[np.argmin(np.abs(points[:, 1] - height)), 0]
    half = rng.uniform(0.14, 0.26)
    return *seven, np.array([[middle - half, height], [middle + half, height + rng.normal(0, 0.03)]])


def draw_made_up_one(name: str) -> Image.Image:
    rng = generator(name, "one")
    return sketch(deform(digits.one(rng), rng), name)


def draw_made_up_seven(name: str) -> Image.Image:
    rng = generator(name, "seven")
    return sketch(deform(digits.seven(rng), rng), name)
