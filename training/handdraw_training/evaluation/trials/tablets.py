"""The same hand on other paper and other tablets: turned, tiny, coarse, fast."""

from dataclasses import replace
from functools import partial

import numpy as np
from PIL import Image

from handdraw_training.evaluation.trials.pictures import Condition, generator, ordinary_pen
from handdraw_training.pen.deformation import densify, to_unit_box
from handdraw_training.pen.rendering import SIDE, Pen, draw
from handdraw_training.pen.strokes import Stroke, StrokeDrawing, Strokes

TURNED, SMALL, TABLET = "paper turned", "small digits", "tablet"
FAST = (4, 8)  # of the points of a fast stroke, one in so many is sent
TINY = {14: 1.5, 20: 2, 28: 3}
"""The longer side of small digits and the pen that fits them, both in px."""


def draw_turned(one: StrokeDrawing) -> Image.Image:
    angle = generator(one.id, "turned").uniform(-20, 20)
    return draw(turn(one.strokes, angle), ordinary_pen(one.id))


def draw_turned_by(degrees: float, one: StrokeDrawing) -> Image.Image:
    """Turn every other digit the other way."""
    side = 1 if generator(one.id, "which way").random() < 0.5 else -1
    return draw(turn(one.strokes, side * degrees), ordinary_pen(one.id))


def turn(strokes: Strokes, degrees: float) -> Strokes:
    """Turn strokes, clockwise if positive."""
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return tuple(stroke @ np.array([[cos, sin], [-sin, cos]]) for stroke in strokes)


def draw_tiny(longer: int, one: StrokeDrawing) -> Image.Image:
    """Draw a digit of ``longer`` px, the pen's width included, anywhere."""
    rng, width = generator(one.id, "tiny"), max(1, round(TINY[longer]))
    smooth = bool(rng.random() < 0.5)
    pen = Pen(width, (longer - width) / SIDE, (rng.random(), rng.random()), round=smooth, smooth=smooth)
    return draw(one.strokes, pen)


def draw_coarsely(one: StrokeDrawing) -> Image.Image:
    """Snap the pen to a coarse grid, as cheap tablets do, so that slanting lines become stairs."""
    rng = generator(one.id, "coarse")
    steps = rng.uniform(12, 24)
    stairs = tuple(_stairs(stroke, steps) for stroke in to_unit_box(one.strokes))
    return draw(stairs, replace(ordinary_pen(one.id), width=int(rng.integers(4, 11))))


def _stairs(stroke: Stroke, steps: float) -> Stroke:
    snapped = np.rint(densify(stroke, 0.5 / steps) * steps) / steps
    moved = np.concatenate([[True], (np.diff(snapped, axis=0) != 0).any(axis=1)])
    kept = snapped[moved]
    corners = np.stack([kept[1:, 0], kept[:-1, 1]], axis=1)  # across first, then up or down
    return np.concatenate([kept[:1], np.stack([corners, kept[1:]], axis=1).reshape(-1, 2)])


def draw_in_large_pixels(one: StrokeDrawing) -> Image.Image:
    """Draw on a canvas of 35 to 93 px and show its pixels as squares."""
    rng = generator(one.id, "large pixels")
    factor = int(rng.integers(3, 9))
    side = SIDE // factor
    pen = replace(ordinary_pen(one.id), width=max(1, round(rng.uniform(7, 14) / factor)))
    return draw(one.strokes, pen, side).resize((side * factor, side * factor), Image.Resampling.NEAREST)


def draw_fast(step: int, one: StrokeDrawing) -> Image.Image:
    """Join one point in ``step`` by straight lines, as a slow program does of a fast hand."""
    return draw(tuple(_thin(stroke, step) for stroke in one.strokes), ordinary_pen(one.id))


def _thin(stroke: Stroke, step: int) -> Stroke:
    return np.concatenate([stroke[:-1:step], stroke[-1:]]) if len(stroke) > 1 else stroke


CONDITIONS = (
    Condition(TURNED, "by up to 20 degrees", draw_turned),
    Condition(TURNED, "by 20 degrees", partial(draw_turned_by, 20)),
    *(Condition(SMALL, f"{longer} px", partial(draw_tiny, longer)) for longer in TINY),
    Condition(TABLET, "stairs", draw_coarsely),
    Condition(TABLET, "large pixels", draw_in_large_pixels),
    *(Condition(TABLET, f"every {step}th point", partial(draw_fast, step)) for step in FAST),
)
