"""Draws strokes as a drawing program shows them: ink on paper, line by line."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from handdraw_training.pen.strokes import Stroke, Strokes

SIDE = 280  # px, the canvas of Handdraw's client


@dataclass(frozen=True)
class Pen:
    """``size``: the drawing's longer side, as a share of the canvas. ``place``: x, y in the space left over, 0..1."""

    width: int = 8  # px
    size: float = 0.6
    place: tuple[float, float] = (0.5, 0.5)
    round: bool = False  # joints and ends, which the simplest programs draw square
    smooth: bool = False  # antialiased


def draw(strokes: Strokes, pen: Pen, side: int = SIDE) -> Image.Image:
    """Return a picture of ``side`` x ``side`` px in mode L, black on white."""
    scale = 3 if pen.smooth else 1
    canvas = Image.new("L", (side * scale, side * scale), 255)
    brush = ImageDraw.Draw(canvas)
    for stroke in to_pixels(strokes, pen, side):
        _line(brush, stroke * scale, pen.width * scale, pen)
    return canvas.reduce(scale) if pen.smooth else canvas


def to_pixels(strokes: Strokes, pen: Pen, side: int) -> Strokes:
    """Scale and place strokes of any unit, in pixels of a canvas of ``side`` px."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    extent = np.maximum(high - low, 1e-6)
    scale = pen.size * side / extent.max()
    room = np.maximum(side - extent * scale - pen.width - 4, 0)
    corner = (side - extent * scale) / 2 + (np.asarray(pen.place) - 0.5) * room
    return tuple((stroke - low) * scale + corner for stroke in strokes)


def _line(brush: ImageDraw.ImageDraw, stroke: Stroke, width: int, pen: Pen) -> None:
    points = [(int(x), int(y)) for x, y in np.rint(stroke)]
    radius = width / 2
    if len(set(points)) > 1:
        if pen.round:
            brush.line(points, fill=0, width=width, joint="curve")
        else:
            for start, end in pairwise(points):
                brush.line([start, end], fill=0, width=width)
    if pen.round or len(set(points)) == 1:
        for x, y in {points[0], points[-1]}:
            brush.ellipse([x - radius, y - radius, x + radius, y + radius], fill=0)
