"""One mark that does not belong to the digit: a slip of the pen or of the finger."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_training.evaluation.trials.layers import Layer, draw_ink, plain_pen, to_image
from handdraw_training.evaluation.trials.pictures import Condition, generator
from handdraw_training.pen.rendering import SIDE, Pen
from handdraw_training.pen.skeletons import curve
from handdraw_training.pen.strokes import StrokeDrawing

GROUP = "a stray mark"
APART = 30  # px between the mark and the digit, at least
DOT = 8  # px
TRIES = 400
SIZES = (0.25, 0.55)

Place = NDArray[np.float64]
"""x, y in px"""


def draw_with_dot_in_a_corner(one: StrokeDrawing) -> Image.Image:
    rng = generator(one.id, "dot in a corner")
    ink = draw_ink(one.strokes, plain_pen(rng, SIZES))
    corners = np.array([[x, y] for x in (10, SIDE - 11) for y in (10, SIDE - 11)]) + rng.uniform(-4, 5, (4, 2))
    gaps = [_gap(ink, corner) for corner in corners]
    far = [corner for corner, gap in zip(corners, gaps, strict=True) if gap >= APART]
    return _with_dot(ink, far[int(rng.integers(len(far)))])


def draw_with_dot(one: StrokeDrawing) -> Image.Image:
    rng = generator(one.id, "stray dot")
    ink = draw_ink(one.strokes, plain_pen(rng, SIZES))
    return _with_dot(ink, _place(ink, rng, DOT / 2))


def draw_with_stroke(one: StrokeDrawing) -> Image.Image:
    """Add a stroke of about 30 px, bent or straight, as wide as the digit's or thinner."""
    rng = generator(one.id, "stray stroke")
    ink = draw_ink(one.strokes, plain_pen(rng, SIZES))
    length, angle = rng.uniform(24, 36), rng.uniform(0, np.pi)
    middle = _place(ink, rng, length / 2)
    along = np.array([np.cos(angle), np.sin(angle)]) * length / 2
    bent = middle + along[::-1] * [1, -1] * rng.uniform(-0.3, 0.3)
    stray = _draw_where(curve(np.array([middle - along, bent, middle + along])), int(rng.integers(5, 9)))
    return to_image(255 * (1 - np.maximum(ink, stray)))


def _with_dot(ink: Layer, place: Place) -> Image.Image:
    y, x = np.mgrid[:SIDE, :SIDE]
    away = np.hypot(x - place[0], y - place[1])
    return to_image(255 * (1 - np.maximum(ink, (DOT / 2 + 0.5 - away).clip(0, 1))))


def _draw_where(points: np.ndarray, width: int) -> Layer:
    """Draw a stroke whose points are pixels already."""
    extent = np.ptp(points, axis=0)
    room = SIDE - extent - width - 4
    place = ((points.min(axis=0) - (SIDE - extent) / 2) / room + 0.5).tolist()
    return draw_ink((points,), Pen(width, float(extent.max()) / SIDE, (place[0], place[1]), round=True, smooth=True))


def _place(ink: Layer, rng: np.random.Generator, reach: float) -> Place:
    """Return a place from which a mark that reaches so far stays inside and apart from the ink, if there is one."""
    places: list[Place] = list(rng.uniform(reach + 5, SIDE - reach - 5, (TRIES, 2)))
    apart = (place for place in places if _gap(ink, place) - reach >= APART)
    found = next(apart, None)
    return max(places, key=partial(_gap, ink)) if found is None else found


def _gap(ink: Layer, place: Place) -> float:
    rows, columns = np.nonzero(ink[::4, ::4] > 0.5)
    return float(np.hypot(4 * columns - place[0], 4 * rows - place[1]).min())


CONDITIONS = (
    Condition(GROUP, "a dot in a corner", draw_with_dot_in_a_corner),
    Condition(GROUP, "a dot anywhere", draw_with_dot),
    Condition(GROUP, "a stroke anywhere", draw_with_stroke),
)
