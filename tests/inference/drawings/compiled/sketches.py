"""Small pictures of many kinds, each made from a number: what people send, and what no one would."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from handdraw_training.pen import letters, scribbles, strokes
from handdraw_training.pen.deformation import deform
from handdraw_training.pen.digits import handprinted_digit
from handdraw_training.pen.hands import Hands
from handdraw_training.pen.rendering import Pen, draw

Levels = NDArray[np.uint8]
MNIST, STROKES = os.environ.get("HANDDRAW_MNIST"), os.environ.get("HANDDRAW_STROKES")
HANDS = Hands(extreme_pens=0.3, turned_paper=0.2)


def make(number: int) -> Image.Image:
    """Return a picture in mode L, RGB or RGBA, of at most 300x300."""
    rng = np.random.default_rng(number)
    maker = rng.choice(np.array((handprinted, recorded, digit_on_canvas, mnist_itself, no_digit, shapes, edge)))
    return dress(maker(rng), rng)


def handprinted(rng: np.random.Generator) -> Image.Image:
    return HANDS.draw_digit(handprinted_digit(rng)[1], rng)


def recorded(rng: np.random.Generator) -> Image.Image:
    """Draw a digit that a person wrote, where there are any."""
    known = _recorded()
    return HANDS.draw_digit(known[rng.integers(len(known))].strokes, rng) if known else handprinted(rng)


def digit_on_canvas(rng: np.random.Generator) -> Image.Image:
    """Put an image of MNIST, black on white, on a canvas of another size."""
    digit = mnist_itself(rng)
    longest = int(rng.integers(8, 220))
    digit = digit.resize((longest, longest), Image.Resampling(int(rng.choice([0, 2, 3]))))
    width, height = (int(side) for side in rng.integers(longest, 301, 2))
    canvas = Image.new("L", (width, height), 255)
    canvas.paste(digit, (int(rng.integers(width - longest + 1)), int(rng.integers(height - longest + 1))))
    return canvas


def mnist_itself(rng: np.random.Generator) -> Image.Image:
    images = _mnist()
    if images is None:
        return HANDS.draw_digit(handprinted_digit(rng)[1], rng).resize((28, 28), Image.Resampling.BOX)
    return Image.fromarray(255 - images[rng.integers(len(images))])


def no_digit(rng: np.random.Generator) -> Image.Image:
    made = letters.letter(rng)[1] if rng.random() < 0.5 else scribbles.scribble(rng)
    return HANDS.draw(made, rng)


def shapes(rng: np.random.Generator) -> Image.Image:
    """Draw some lines, rectangles and ellipses, anywhere, on paper of any size."""
    width, height = (int(side) for side in rng.integers(1, 301, 2))
    canvas = Image.new("L", (width, height), 255)
    brush = ImageDraw.Draw(canvas)
    for _ in range(rng.integers(1, 5)):
        left, right = sorted(int(at) for at in rng.integers(-10, width + 10, 2))
        top, bottom = sorted(int(at) for at in rng.integers(-10, height + 10, 2))
        ink, pen = int(rng.integers(200)), int(rng.integers(1, 20))
        match rng.integers(4):
            case 0:
                brush.line((left, top, right, bottom), ink, pen)
            case 1:
                brush.rectangle((left, top, right, bottom), None, ink, pen)
            case 2:
                brush.ellipse((left, top, right, bottom), None, ink, pen)
            case _:
                brush.ellipse((left, top, right, bottom), ink)
    return canvas


def edge(rng: np.random.Generator) -> Image.Image:
    """Let a digit reach the edges, or nearly."""
    place = (float(rng.choice([0, 0.02, 1])), float(rng.random()))
    pen = Pen(int(rng.integers(1, 48)), float(rng.uniform(0.3, 1.1)), place, bool(rng.random() < 0.5))
    return draw(deform(handprinted_digit(rng)[1], rng), pen)


def dress(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Give a picture, black on white, other inks and papers, grain, an alpha."""
    levels = np.asarray(picture.convert("L"))
    if rng.random() < 0.15:
        levels = np.asarray(Image.fromarray(levels).filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 2)))))
    if rng.random() < 0.15:
        grain = rng.normal(0, rng.uniform(1, 8), levels.shape)
        levels = (levels + grain).clip(0, 255).astype(np.uint8)
    return Image.fromarray(DRESSES[rng.integers(len(DRESSES))](levels, rng))


def _as_it_is(levels: Levels, _: np.random.Generator) -> Levels:
    return levels


def _inverted(levels: Levels, _: np.random.Generator) -> Levels:
    return 255 - levels


def _in_greys(levels: Levels, rng: np.random.Generator) -> Levels:
    return _mix(levels, *rng.integers(256, size=2))


def _in_colours(levels: Levels, rng: np.random.Generator) -> Levels:
    return np.stack([_mix(levels, *rng.integers(256, size=2)) for _ in range(3)], axis=-1)


def _in_grey_colours(levels: Levels, _: np.random.Generator) -> Levels:
    return np.stack([levels] * 3, axis=-1)


def _opaque(levels: Levels, rng: np.random.Generator) -> Levels:
    dressed = (_in_colours if rng.random() < 0.5 else _in_grey_colours)(levels, rng)
    return np.concatenate([dressed, np.full((*levels.shape, 1), 255, np.uint8)], axis=-1)


def _layer(levels: Levels, rng: np.random.Generator) -> Levels:
    """Make the ink a layer, of which perhaps more than its half is opaque."""
    alpha = _mix(levels, int(rng.choice([255, 255, 90])), int(rng.choice([0, 0, 0, 5, 200])))
    colours = np.broadcast_to(rng.integers(256, size=3, dtype=np.uint8), (*levels.shape, 3))
    return np.concatenate([colours, alpha[..., None]], axis=-1)


def _mix(levels: Levels, ink: int, paper: int) -> Levels:
    return ((int(paper) - int(ink)) * (levels / 255) + int(ink)).round().astype(np.uint8)


DRESSES: tuple[Callable[[Levels, np.random.Generator], Levels], ...] = (
    *[_as_it_is] * 3,
    _inverted,
    _in_greys,
    _in_colours,
    _in_grey_colours,
    *[_opaque] * 2,
    _layer,
)


@cache
def _mnist() -> Levels | None:
    if not MNIST:
        return None
    with np.load(MNIST) as data:
        images: Levels = data["x_test"]
        return images


@cache
def _recorded() -> list[strokes.StrokeDrawing]:
    return strokes.read(Path(STROKES)) if STROKES else []
