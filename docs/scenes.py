"""Pictures of digits among other things, drawn for normalisation.md: each as a camera, a scanner or a screen has it."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from handdraw_training.pen.digits import handprinted_digit
from handdraw_training.pen.rendering import SIDE, Pen, draw
from handdraw_training.pen.strokes import Strokes

Colour = tuple[int, int, int]
WHITE, BLACK, BLUE = (255, 255, 255), (24, 24, 28), (30, 50, 130)
WOOD, RULE, PRINT, BAR = (148, 104, 66), (150, 178, 215), (70, 90, 160), (38, 62, 102)
SEEDS = {2: 38, 3: 21, 4: 6, 5: 25, 6: 12, 7: 4}  # of a form of each digit
FINER = 3  # times as large while lines are drawn; then averaged


def draw_on_desk() -> Image.Image:
    """Lay a white page on a wooden desk, a little turned, in light from one side."""
    grain = np.random.default_rng(5).normal(0, 1, (SIDE, 3)).astype(np.float32)
    streaks = np.asarray(Image.fromarray(grain).resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    desk = _to_image(np.array(WOOD) * (1 + 0.07 * streaks[..., None]))
    page = _write(_sheet((246, 246, 243), 176, 206), 2, Pen(7, 0.62, (0.5, 0.55), round=True, smooth=True), BLUE)
    turned = page.convert("RGBA").rotate(8, Image.Resampling.BICUBIC, expand=True)
    desk.paste(turned, ((SIDE - turned.width) // 2 + 6, (SIDE - turned.height) // 2), turned)
    light = np.linspace(1, 0.78, SIDE)[None, :, None]
    return _to_image(np.asarray(desk) * light).filter(ImageFilter.GaussianBlur(0.6))


def draw_in_shadow() -> Image.Image:
    """Cast a shadow with a hard edge across the digit."""
    page = _write(_sheet((236, 234, 226)), 5, Pen(8, 0.55, (0.45, 0.5), round=True, smooth=True), BLACK)
    across, down = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    shade = ((across + 0.45 * down - 205) / 2).clip(0, 1)
    return _to_image(np.asarray(page) * (1 - 0.5 * shade[..., None]))


def draw_on_ruled_paper() -> Image.Image:
    rules = [(0, y, SIDE, y + 2) for y in range(18, SIDE, 34)]
    page = _rule(_sheet((252, 251, 246)), rules, 2, RULE)
    return _write(page, 3, Pen(8, 0.6, (0.4, 0.5), round=True, smooth=True), BLUE)


def draw_in_boxes() -> Image.Image:
    """Print a form's row of boxes, whose lower line the digit crosses."""
    top, bottom = 36, 198
    level = [(0, y, SIDE, y) for y in (top, bottom)]
    upright = [(x, top, x, bottom) for x in (40, 232)]
    page = _rule(_sheet(WHITE), level + upright, 2.5, PRINT)
    return _write(page, 4, Pen(7, 0.55, (0.5, 0.55), round=True, smooth=True), BLACK)


def draw_under_title_bar() -> Image.Image:
    """Show a drawing program's window: a dark bar with its title, and a grey margin round the canvas."""
    window = _sheet((214, 216, 220))
    window.paste(_write(_sheet(WHITE, 236, 216), 6, Pen(9, 0.6, (0.7, 0.6), round=True, smooth=True), BLACK), (22, 46))
    brush = ImageDraw.Draw(window)
    brush.rectangle((0, 0, SIDE, 27), fill=BAR)
    brush.text((10, 14), "drawing.png", fill=WHITE, anchor="lm", font_size=13)
    brush.line((258, 9, 268, 19), fill=WHITE)
    brush.line((258, 19, 268, 9), fill=WHITE)
    return window


def draw_with_stray_stroke() -> Image.Image:
    """Draw a digit, and a short stroke of which nobody knows whether it belongs to it."""
    picture = _write(_sheet(WHITE), 7, Pen(9, 0.5, (0.25, 0.45), round=True, smooth=True), BLACK)
    return _rule(picture, [(222, 186, 244, 160)], 8, BLACK)


def strokes_of(digit: int) -> Strokes:
    return handprinted_digit(np.random.default_rng(SEEDS[digit]))[1]


def _sheet(colour: Colour, width: int = SIDE, height: int = SIDE) -> Image.Image:
    return Image.new("RGB", (width, height), colour)


def _write(page: Image.Image, digit: int, pen: Pen, colour: Colour) -> Image.Image:
    """Draw a digit in the middle of a page."""
    side = min(page.size)
    ink = Image.eval(draw(strokes_of(digit), pen, side), lambda level: 255 - level)
    page.paste(colour, ((page.width - side) // 2, (page.height - side) // 2), ink)
    return page


def _rule(page: Image.Image, lines: list[tuple[int, int, int, int]], width: float, colour: Colour) -> Image.Image:
    """Draw straight lines, from x, y to x, y."""
    ink = Image.new("L", (page.width * FINER, page.height * FINER), 0)
    brush = ImageDraw.Draw(ink)
    for line in lines:
        brush.line([FINER * place for place in line], fill=255, width=round(width * FINER))
    page.paste(colour, (0, 0), ink.reduce(FINER))
    return page


def _to_image(levels: np.ndarray) -> Image.Image:
    return Image.fromarray(levels.round().clip(0, 255).astype(np.uint8))


SCENES: tuple[tuple[str, Callable[[], Image.Image]], ...] = (
    ("a page on a desk", draw_on_desk),
    ("a hard shadow", draw_in_shadow),
    ("ruled paper", draw_on_ruled_paper),
    ("a form's boxes", draw_in_boxes),
    ("a title bar", draw_under_title_bar),
    ("a stray stroke", draw_with_stray_stroke),
)
