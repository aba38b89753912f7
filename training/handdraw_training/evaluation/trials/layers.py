"""Lays ink on paper, in colours: what the pictures of paper, screens and cameras are put together from."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from handdraw_training.evaluation.trials.pictures import WIDTH
from handdraw_training.pen.rendering import SIDE, Pen, draw
from handdraw_training.pen.strokes import Strokes

Layer = NDArray[np.float64]
"""[h, w]: how much of what lies below is covered, 0..1"""
Page = NDArray[np.float64]
"""[h, w, 3]: red, green, blue, 0..255"""
Colour = tuple[float, float, float]
Line = tuple[float, float, float, float]
"""From x, y to x, y."""

FINER = 3  # lines are drawn so much larger, and reduced

INKS: tuple[Colour, ...] = ((20, 20, 24), (28, 38, 92), (24, 58, 140), (60, 60, 66))  # black, two blues, pencil


def any_pen(rng: np.random.Generator, size: tuple[float, float] = (0.3, 0.6), width: tuple[int, int] = (5, 12)) -> Pen:
    """Return an antialiased pen that draws anywhere; ``size`` and ``width``: from the first to the second."""
    across, down = rng.uniform(0.15, 0.85, 2)
    return Pen(int(rng.integers(width[0], width[1] + 1)), rng.uniform(*size), (across, down), round=True, smooth=True)


def plain_pen(rng: np.random.Generator, size: tuple[float, float]) -> Pen:
    """Return the ordinary pen of 8 px, antialiased every other time, that draws anywhere."""
    smooth = bool(rng.random() < 0.5)
    return Pen(WIDTH, rng.uniform(*size), (rng.random(), rng.random()), round=smooth, smooth=smooth)


def draw_ink(strokes: Strokes, pen: Pen, side: int = SIDE) -> Layer:
    return 1 - np.asarray(draw(strokes, pen, side), np.float64) / 255


def box_of(ink: Layer) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of all ink."""
    return Image.fromarray(ink > 0.05).getbbox() or (0, 0, 0, 0)


def blank_page(colour: Colour, height: int = SIDE, width: int = SIDE) -> Page:
    return np.full((height, width, 3), colour, np.float64)


def lay(layer: Layer, colour: Colour, page: Page) -> Page:
    """Cover a page with a colour where the layer says so."""
    covered: Page = page * (1 - layer[..., None]) + np.array(colour) * layer[..., None]
    return covered


def one_of(colours: Sequence[Colour], rng: np.random.Generator) -> Colour:
    return colours[int(rng.integers(len(colours)))]


def any_ink(rng: np.random.Generator) -> Colour:
    return one_of(INKS, rng)


def draw_lines(lines: Iterable[Line], width: float) -> Layer:
    """Draw straight lines with square ends."""
    canvas = Image.new("L", (SIDE * FINER, SIDE * FINER), 0)
    brush, broad = ImageDraw.Draw(canvas), max(1, round(width * FINER))
    for line in lines:
        x, y, far_x, far_y = (FINER * place for place in line)
        along = np.array([far_x - x, far_y - y]) / max(1, np.hypot(far_x - x, far_y - y)) * broad / 2
        brush.line((x - along[0], y - along[1], far_x + along[0], far_y + along[1]), fill=255, width=broad)
    return np.asarray(canvas.reduce(FINER), np.float64) / 255


def to_image(levels: Page | Layer) -> Image.Image:
    """Return a picture in mode RGB, or L of a plane; levels are 0..255."""
    return Image.fromarray(levels.round().clip(0, 255).astype(np.uint8))
