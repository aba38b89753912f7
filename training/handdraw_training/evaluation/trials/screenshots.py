"""Digits as a screenshot of a drawing program shows them: with a title bar, and a margin round the canvas."""

from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from handdraw_training.evaluation.trials.layers import (
    Colour,
    any_ink,
    any_pen,
    blank_page,
    draw_ink,
    lay,
    one_of,
    to_image,
)
from handdraw_training.evaluation.trials.pictures import Condition, generator
from handdraw_training.pen.rendering import SIDE
from handdraw_training.pen.strokes import StrokeDrawing

GROUP = "a screenshot"
WHITE: Colour = (255, 255, 255)
DARK_BARS: tuple[Colour, ...] = ((30, 30, 34), (60, 60, 70), (0, 84, 166), (45, 70, 110), (0, 0, 0))
LIGHT_BARS: tuple[Colour, ...] = ((205, 208, 214), (222, 222, 222), (185, 205, 230))
TITLES = ("Paint - untitled", "drawing.png", "Whiteboard", "Untitled 1 *", "Digit")


def draw_in_window(one: StrokeDrawing) -> Image.Image:
    """Show a white canvas in a grey window with a title bar, as the whole window looks."""
    rng = generator(one.id, "window")
    ink = draw_ink(one.strokes, any_pen(rng, (0.3, 0.75), (4, 12)))
    sides, bar = rng.integers(6, 70, 4), int(rng.integers(20, 40))
    left, top, right, bottom = (int(side) for side in sides)
    grey = rng.uniform(150, 245)
    page = blank_page((grey, grey, grey), bar + top + SIDE + bottom, left + SIDE + right)
    page[bar + top : bar + top + SIDE, left : left + SIDE] = lay(ink, any_ink(rng), blank_page(WHITE))
    image = to_image(page)
    _draw_bar(image, bar, one_of((*DARK_BARS, *LIGHT_BARS), rng), rng)
    return image


def draw_under_title_bar(one: StrokeDrawing) -> Image.Image:
    """Show a canvas with a dark title bar alone, which the digit does not reach."""
    rng = generator(one.id, "title bar")
    bar = int(rng.integers(16, 42))
    ink = draw_ink(one.strokes, any_pen(rng, (0.3, 0.75), (4, 12)))
    page = np.concatenate([blank_page(WHITE, bar), lay(ink, any_ink(rng), blank_page(WHITE))])
    image = to_image(page)
    _draw_bar(image, bar, one_of(DARK_BARS, rng), rng)
    return image


def _draw_bar(image: Image.Image, height: int, colour: Colour, rng: np.random.Generator) -> None:
    brush = ImageDraw.Draw(image)
    brush.rectangle((0, 0, image.width, height - 1), fill=_bytes(colour))
    written = (245, 245, 245) if sum(colour) < 384 else (40, 40, 40)
    font: Any = ImageFont.load_default(size=max(9, height // 2))
    if rng.random() < 0.7:
        brush.text((8, height / 2), TITLES[rng.integers(len(TITLES))], fill=written, anchor="lm", font=font)
    if rng.random() < 0.7:
        _draw_buttons(brush, image.width, height, written)


def _draw_buttons(brush: ImageDraw.ImageDraw, width: int, height: int, colour: tuple[int, int, int]) -> None:
    """Draw a cross, a box and a line at the right end."""
    half, middle = height / 6, height / 2
    cross, box, line = (width - height * share for share in (0.6, 1.5, 2.4))
    brush.line((cross - half, middle - half, cross + half, middle + half), fill=colour)
    brush.line((cross - half, middle + half, cross + half, middle - half), fill=colour)
    brush.rectangle((box - half, middle - half, box + half, middle + half), outline=colour)
    brush.line((line - half, middle + half, line + half, middle + half), fill=colour)


def _bytes(colour: Colour) -> tuple[int, int, int]:
    red, green, blue = (round(level) for level in colour)
    return red, green, blue


CONDITIONS = (
    Condition(GROUP, "a window, grey margin", draw_in_window),
    Condition(GROUP, "a dark title bar", draw_under_title_bar),
)
