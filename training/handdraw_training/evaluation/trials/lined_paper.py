"""Digits on ruled and on squared paper, whose lines they cross."""

import numpy as np
from PIL import Image

from handdraw_training.evaluation.trials.layers import (
    Colour,
    Line,
    any_ink,
    any_pen,
    blank_page,
    draw_ink,
    draw_lines,
    lay,
    one_of,
    to_image,
)
from handdraw_training.evaluation.trials.pictures import Condition, generator
from handdraw_training.pen.rendering import SIDE
from handdraw_training.pen.strokes import StrokeDrawing

GROUP = "lined paper"
RULES: tuple[Colour, ...] = ((150, 150, 150), (180, 180, 185), (120, 150, 200), (150, 180, 220), (160, 190, 190))
MARGIN: Colour = (215, 120, 120)


def draw_ruled(one: StrokeDrawing) -> Image.Image:
    """Rule paper with lines of 2 px, 20 to 40 px apart, that cross the digit; one in three has a margin line."""
    rng = generator(one.id, "ruled")
    ink = draw_ink(one.strokes, any_pen(rng, (0.3, 0.7), (5, 10)))
    rules = draw_lines(_rows(rng.uniform(20, 40), rng), 2)
    page = lay(rules, one_of(RULES, rng), blank_page(_paper(rng)))
    if rng.random() < 0.33:
        at = rng.uniform(15, 50)
        page = lay(draw_lines([(at, 0, at, SIDE)], 2), MARGIN, page)
    return to_image(lay(ink, any_ink(rng), page))


def draw_squared(one: StrokeDrawing) -> Image.Image:
    """Print squares of 14 to 40 px on the paper, as schools use it."""
    rng = generator(one.id, "squared")
    ink = draw_ink(one.strokes, any_pen(rng, (0.3, 0.7), (5, 10)))
    step, width = rng.uniform(14, 40), rng.uniform(1, 2)
    lines = _rows(step, rng) + [(y, x, far_y, far_x) for x, y, far_x, far_y in _rows(step, rng)]
    page = lay(draw_lines(lines, width), one_of(RULES, rng), blank_page(_paper(rng)))
    return to_image(lay(ink, any_ink(rng), page))


def _rows(step: float, rng: np.random.Generator) -> list[Line]:
    """Return level lines, turned by a degree at most."""
    tilt = rng.uniform(-2.5, 2.5)
    places = np.arange(rng.uniform(0, step) - step, SIDE + step, step)
    return [(0, float(place - tilt), SIDE, float(place + tilt)) for place in places]


def _paper(rng: np.random.Generator) -> Colour:
    white = rng.uniform(236, 255)
    return white, white, white - rng.uniform(0, 12)


CONDITIONS = (Condition(GROUP, "ruled", draw_ruled), Condition(GROUP, "squared", draw_squared))
