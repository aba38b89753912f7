"""Draws strokes as another hand would have, with another pen, on another screen."""

from dataclasses import dataclass, replace
from io import BytesIO

import numpy as np
from PIL import Image

from handdraw_training.pen.deformation import deform, turn
from handdraw_training.pen.rendering import SIDE, Pen, draw
from handdraw_training.pen.strokes import Strokes
from handdraw_training.pen.tablets import record_coarsely

WIDEST = 40  # px of the canvas' 280; the thinnest pen has 1
SMALLEST, LARGEST = 14 / SIDE, 0.9  # of the canvas' side
BROADEST = 0.3  # of the drawing's longer side: a broader pen leaves a blot
ASKEW = 20  # degrees


@dataclass(frozen=True)
class Hands:
    """How far hands, pens and papers go.

    ``extreme_pens``: the share of pictures drawn with any pen from 1 to 40 px, as small as 14 px. ``turned_paper``: the
    share of the digits drawn on paper that is turned by up to 20 degrees.
    """

    extreme_pens: float = 0.0
    turned_paper: float = 0.0

    def draw(self, strokes: Strokes, rng: np.random.Generator) -> Image.Image:
        """Draw strokes of any unit."""
        pen = self._choose_pen(rng)
        return _capture(draw(_deform(strokes, rng), pen), rng)

    def draw_digit(self, strokes: Strokes, rng: np.random.Generator, *, coarsely: bool = False) -> Image.Image:
        """Draw a digit, which alone is turned: > would become a 7. ``coarsely``: as a coarse tablet has it."""
        pen, strokes = self._choose_pen(rng), _deform(strokes, rng)
        if _happens(self.turned_paper, rng):
            angle = rng.uniform(-ASKEW, ASKEW)
            strokes = tuple(turn(stroke, angle) for stroke in strokes)
        if coarsely:
            strokes, pen = record_coarsely(strokes, rng), replace(pen, round=False, smooth=False)
        return _capture(draw(strokes, pen), rng)

    def _choose_pen(self, rng: np.random.Generator) -> Pen:
        pen = Pen(
            width=int(np.clip(np.exp(rng.normal(np.log(9), 0.55)), 2, 30)),
            size=rng.uniform(0.13, 0.35) if rng.random() < 0.1 else rng.uniform(0.33, 0.88),
            place=(rng.random(), rng.random()),
            round=rng.random() < 0.5,
            smooth=rng.random() < 0.4,
        )
        if not _happens(self.extreme_pens, rng):
            return pen
        size = float(np.exp(rng.uniform(np.log(SMALLEST), np.log(LARGEST))))
        width = np.exp(rng.uniform(0, np.log(min(WIDEST, BROADEST * size * SIDE))))
        return replace(pen, width=round(width), size=size)


def _happens(share: float, rng: np.random.Generator) -> bool:
    """Ask chance only where there is any, so that what a recipe leaves out changes nothing of what it draws."""
    return share > 0 and rng.random() < share


def _deform(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    return deform(strokes, rng, strength=rng.uniform(0.2, 1.2))


def _capture(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    match rng.integers(12):
        case 0:
            return _add_noise(picture, rng)
        case 1:
            return _as_jpeg(picture, int(rng.integers(20, 90)))
        case _:
            return picture


def _add_noise(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    grain = rng.normal(0, rng.uniform(2, 14), (picture.height, picture.width))
    pixels = np.asarray(picture) * rng.uniform(0.6, 1) + grain
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _as_jpeg(picture: Image.Image, quality: int) -> Image.Image:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file)
