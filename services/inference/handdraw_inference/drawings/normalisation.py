"""Turns ink into 28x28 the way MNIST was made. No other module knows how.

    bytes -> open_drawing, decode (decoding.py) -> picture -> normalise -> Glyph

Ink is what differs from the paper (paper.py). The drawing is cropped to it, fitted into 20x20 with its aspect kept and
antialiased, thickened where the pen was thin, and placed so that its centre of mass is the centre of 28x28 (LeCun et
al., "The MNIST database").
docs/normalisation.md shows each step.
"""

from base64 import b64encode
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_contracts.events import Ink
from handdraw_contracts.wire import WarningCode
from handdraw_inference.drawings.ink import Box, Fine, measure, warnings
from handdraw_inference.drawings.paper import Grey, ink_on
from handdraw_inference.errors import BlankDrawing

NORMALISATION = 1
"""Of the glyphs that ``normalise`` makes, as the cards of versions name it. It grows when those change: a network reads
well what was made as the glyphs that taught it, so no version that was trained with another is served."""

SIDE = 28
BOX = 20
FINER = 2
BLANK_CONTRAST = 24  # of 255: less is paper grain or JPEG noise
FULL_CONTRAST = 250
TOO_LITTLE = "The ink is too little, or too far apart, to be seen"
INK_SHARE = 0.25  # of the contrast: what counts as ink when looking for the crop
OVERVIEW = 93  # px: the crop is first looked for in a reduction to about this side, where specks do not show
VISIBLE = 4  # places of the fine grid
STROKE = 4.6  # fine places: thinner strokes are thickened to about this; MNIST's median is 5
THIN = 1.4  # px: a canvas of 28x28 with a thinner stroke is not a glyph yet; 19 of 20 of MNIST's strokes are thicker
_AXIS = np.arange(SIDE * FINER, dtype=np.float32) + np.float32(0.5)


@dataclass(frozen=True, slots=True)
class Glyph:
    """``pixels``: uint8 [28, 28], white ink on black, as the network sees it. ``ink``: how it lay on the canvas."""

    pixels: NDArray[np.uint8]
    ink: Ink
    warnings: tuple[WarningCode, ...]

    def base64(self) -> str:
        """Return the 784 grey bytes, row by row, as they go over the wire."""
        return b64encode(self.pixels.tobytes()).decode()


def normalise(image: Image.Image) -> Glyph:
    """Bring a decoded picture into MNIST's form. Raises BlankDrawing."""
    canvas = ink_on(image)
    contrast = int(canvas.max())
    if contrast < BLANK_CONTRAST:
        raise BlankDrawing("There is no ink on the canvas")
    drawn = Image.fromarray(canvas)
    box = box_of(canvas, drawn)
    crop = drawn.crop(box)
    fine = fit(crop, BOX * FINER) / np.float32(contrast)
    peak = fine.max()
    if np.count_nonzero(fine > peak / 2) < VISIBLE:
        raise BlankDrawing(TOO_LITTLE)
    ink = measure(fine, peak, box, image.size)
    raised = warnings(fine > peak * INK_SHARE, box, image.size, contrast)
    pixels = canvas if is_glyph(canvas, ink.stroke_px) else centre(thicken(fine / peak, crop, ink.stroke_px))
    return Glyph(pixels, ink, raised)


def box_of(canvas: Grey, drawn: Image.Image) -> Box:
    """Find the ink, to the pixel, ignoring specks far away. ``drawn``: the canvas as an image. Raises BlankDrawing."""
    factor = max(1, max(canvas.shape) // OVERVIEW)
    if factor == 1:
        return extent(canvas)
    left, top, right, bottom = extent(np.asarray(drawn.reduce(factor)))
    x, y = max(0, left - 1) * factor, max(0, top - 1) * factor
    near = extent(canvas[y : (bottom + 1) * factor, x : (right + 1) * factor])
    return x + near[0], y + near[1], x + near[2], y + near[3]


def extent(canvas: Grey) -> Box:
    """Raises BlankDrawing."""
    marks = canvas > int(canvas.max() * INK_SHARE)
    box = Image.fromarray(marks.view(np.uint8)).getbbox()
    if box is None:  # a speck that vanished in the reduction
        raise BlankDrawing(TOO_LITTLE)
    return box


def fit(crop: Image.Image, longer: int) -> Fine:
    """Scale to [h, w] with the given longer side, as dark as the crop."""
    scale = longer / max(crop.size)
    size = max(1, round(crop.width * scale)), max(1, round(crop.height * scale))
    return np.asarray(crop.resize(size, Image.Resampling.BOX), np.float32)


def is_glyph(canvas: Grey, stroke_px: float) -> bool:
    """Whether it already has MNIST's form, clean and full of contrast: normalising it again would only blur it."""
    if canvas.shape != (SIDE, SIDE) or canvas.max() < FULL_CONTRAST or stroke_px < THIN:
        return False
    left, top, right, bottom = Image.fromarray(canvas).getbbox() or (0, 0, 0, 0)  # of all ink, even the faintest
    if abs(max(right - left, bottom - top) - BOX) > 1:
        return False
    return all(abs(at - SIDE / 2) <= 1 for at in centre_of_mass(canvas))


def thicken(fine: Fine, crop: Image.Image, stroke_px: float) -> Fine:
    """Thicken on the scale of the fitted crop, so that the same pen is not left too thin on a larger drawing."""
    stroke = stroke_px * BOX * FINER / max(crop.size)
    by = min(2, max(0, round((STROKE - stroke) / 2)))
    if by == 0:
        return fine
    smaller = fit(crop, BOX * FINER - 2 * by)
    thick = np.zeros((smaller.shape[0] + 2 * by, smaller.shape[1] + 2 * by), np.float32)
    np.minimum(smaller * (1.25 / smaller.max()), 1, out=thick[by:-by, by:-by])
    thick = spread(thick)
    return thick if by == 1 else spread(thick, corners=True)


def spread(fine: Fine, *, corners: bool = False) -> Fine:
    """Give each place the largest value among itself and its neighbours."""
    wide = fine.copy()
    np.maximum(wide[1:], fine[:-1], out=wide[1:])
    np.maximum(wide[:-1], fine[1:], out=wide[:-1])
    beside = wide.copy() if corners else fine
    np.maximum(wide[:, 1:], beside[:, :-1], out=wide[:, 1:])
    np.maximum(wide[:, :-1], beside[:, 1:], out=wide[:, :-1])
    return wide


def centre(fine: Fine) -> NDArray[np.uint8]:
    """Place the ink on [28, 28] with its centre of mass in the middle, to half a pixel."""
    (height, width), side = fine.shape, SIDE * FINER
    down, right = centre_of_mass(fine)
    left = min(max(round(side / 2 - right), 0), side - width)
    top = min(max(round(side / 2 - down), 0), side - height)
    page = np.zeros((side, side), np.float32)
    page[top : top + height, left : left + width] = fine
    quarters = page[::2, ::2] + page[1::2, ::2] + page[::2, 1::2] + page[1::2, 1::2]
    return (quarters * np.float32(255 / 4) + np.float32(0.5)).astype(np.uint8)


def centre_of_mass(plane: Grey | Fine) -> tuple[float, float]:
    """Return the distances from the top and from the left."""
    height, width = plane.shape
    across, down = plane.sum(axis=0), plane.sum(axis=1)
    mass = across.sum()
    return float(down @ _AXIS[:height] / mass), float(across @ _AXIS[:width] / mass)
