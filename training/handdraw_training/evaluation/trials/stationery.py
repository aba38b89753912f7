"""Digits on paper that has something printed on it: frames, boxes of forms, lines of tables."""

import numpy as np
from PIL import Image

from handdraw_training.evaluation.trials.layers import (
    Colour,
    Layer,
    Line,
    any_ink,
    any_pen,
    blank_page,
    box_of,
    draw_ink,
    draw_lines,
    lay,
    one_of,
    plain_pen,
    to_image,
)
from handdraw_training.evaluation.trials.pictures import Condition, generator
from handdraw_training.pen.rendering import SIDE
from handdraw_training.pen.strokes import StrokeDrawing

GROUP = "printed lines"
GREYS: tuple[Colour, ...] = ((0, 0, 0), (60, 60, 60), (120, 120, 120))
FORMS: tuple[Colour, ...] = (*GREYS, (40, 60, 150), (170, 60, 60), (60, 140, 150))


def draw_framed(one: StrokeDrawing) -> Image.Image:
    """Draw a frame along the border of the picture, or some way inside it."""
    rng = generator(one.id, "frame")
    ink = draw_ink(one.strokes, plain_pen(rng, (0.3, 0.6)))
    left, top, right, bottom = box_of(ink)
    near = max(2.0, min(left, top, SIDE - right, SIDE - bottom) - 6.0)
    edge = rng.uniform(0, min(near, 40))
    width = rng.uniform(1.5, 8)
    frame = draw_lines(_rectangle(edge, edge, SIDE - 1 - edge, SIDE - 1 - edge), width)
    return _print(frame, one_of(GREYS, rng), ink, (0, 0, 0))


def draw_in_form_box(one: StrokeDrawing) -> Image.Image:
    """Print a box round the digit, in which it fits well, nearly touches, or, one in ten, crosses the line."""
    rng = generator(one.id, "form box")
    ink = draw_ink(one.strokes, any_pen(rng, (0.3, 0.55), (4, 9)))
    left, top, right, bottom = box_of(ink)
    gaps = rng.uniform(3, 30, 4)
    if rng.random() < 0.1:
        gaps[rng.integers(4)] = rng.uniform(-6, -2)
    x, y, far_x, far_y = left - gaps[0], top - gaps[1], right + gaps[2], bottom + gaps[3]
    x, y = max(3.0, x), max(3.0, y)
    far_x, far_y = min(SIDE - 4.0, far_x), min(SIDE - 4.0, far_y)
    lines = _rectangle(x, y, far_x, far_y)
    if rng.random() < 0.35:  # one of a row of boxes
        lines += [_level(y), _level(far_y)]
    return _print(draw_lines(lines, rng.uniform(1, 4)), one_of(FORMS, rng), ink, any_ink(rng))


def draw_beside_grid_line(one: StrokeDrawing) -> Image.Image:
    """Leave a line of a form's grid below or beside the digit, from border to border, as a crop of a table does."""
    rng = generator(one.id, "grid line")
    ink = draw_ink(one.strokes, plain_pen(rng, (0.35, 0.75)))
    left, top, right, bottom = box_of(ink)
    level = _level(_beyond(bottom, rng)), _level(SIDE - _beyond(SIDE - top, rng))
    upright = _upright(_beyond(right, rng)), _upright(SIDE - _beyond(SIDE - left, rng))
    match int(rng.integers(10)):
        case 0 | 1:  # a corner of the cell
            chosen = [level[rng.integers(2)], upright[rng.integers(2)]]
        case 2 | 3 | 4:
            chosen = [upright[rng.integers(2)]]
        case 5:
            chosen = [level[1]]
        case _:
            chosen = [level[0]]
    return _print(draw_lines(chosen, rng.uniform(2, 6)), one_of(GREYS, rng), ink, (0, 0, 0))


def _level(at: float) -> Line:
    return 0, at, SIDE, at


def _upright(at: float) -> Line:
    return at, 0, at, SIDE


def _beyond(edge: float, rng: np.random.Generator) -> float:
    """Return where a line lies beyond the ink: near it, near the border, or between."""
    return float(rng.uniform(min(edge + 6, SIDE - 3), SIDE - 2))


def _rectangle(left: float, top: float, right: float, bottom: float) -> list[Line]:
    return [
        (left, top, right, top),
        (right, top, right, bottom),
        (right, bottom, left, bottom),
        (left, bottom, left, top),
    ]


def _print(lines: Layer, colour: Colour, ink: Layer, pen: Colour) -> Image.Image:
    """Return the lines and the ink on white paper: grey where both are."""
    image = to_image(lay(ink, pen, lay(lines, colour, blank_page((255, 255, 255)))))
    grey = len({*colour}) == 1 and len({*pen}) == 1
    return image.convert("L") if grey else image


CONDITIONS = (
    Condition(GROUP, "a frame", draw_framed),
    Condition(GROUP, "a form's box", draw_in_form_box),
    Condition(GROUP, "rest of a grid line", draw_beside_grid_line),
)
