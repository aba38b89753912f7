"""Turns a crop of ink into 28x28 the way MNIST was made.

Fitted into 20x20 with its aspect kept and antialiased, thickened where the pen was thin, and placed so that its centre
of mass lies where MNIST's lie (LeCun et al., "The MNIST database").
"""

from base64 import b64encode
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_contracts.events import Ink
from handdraw_contracts.wire import WarningCode
from handdraw_inference.drawings.grids import Grey
from handdraw_inference.drawings.ink import Fine

SIDE = 28
BOX = 20
FINER = 2
KEPT_SHARP = 2  # times: a crop enlarged no more keeps its pixels, so that MNIST's own are not blurred
FULL_CONTRAST = 250
STROKE = 4.6  # fine places: thinner strokes are thickened to about this; MNIST's median is 5
THIN = 1.4  # px: a canvas of 28x28 with a thinner stroke is not a glyph yet; 19 of 20 of MNIST's strokes are thicker
MIDDLE = 14.5  # px: where MNIST's centres of mass lie, 14.0 to 15.0 evenly
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


def fit(crop: Grey, longer: int) -> Fine:
    """Scale to [h, w] with the given longer side, as dark as the crop."""
    height, width = crop.shape
    scale = longer / max(crop.shape)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    how = cv2.INTER_AREA if scale <= 1 else cv2.INTER_NEAREST if scale <= KEPT_SHARP else cv2.INTER_LINEAR
    return cv2.resize(crop, size, interpolation=how).astype(np.float32)


def is_glyph(canvas: Grey, stroke_px: float) -> bool:
    """Whether it already has MNIST's form, clean and full of contrast: normalising it again would only blur it."""
    if canvas.shape != (SIDE, SIDE) or canvas.max() < FULL_CONTRAST or stroke_px < THIN:
        return False
    left, top, right, bottom = Image.fromarray(canvas).getbbox() or (0, 0, 0, 0)  # of all ink, even the faintest
    if abs(max(right - left, bottom - top) - BOX) > 1:
        return False
    return all(abs(at - MIDDLE) <= 1 for at in centre_of_mass(canvas))


def thicken(fine: Fine, crop: Grey, stroke_px: float, dark: np.float32) -> Fine:
    """Thicken on the scale of the fitted crop, so that the same pen is not left too thin on a larger drawing."""
    stroke = stroke_px * BOX * FINER / max(crop.shape)
    by = min(2, max(0, round((STROKE - stroke) / 2)))
    if by == 0:
        return fine
    smaller = fit(crop, BOX * FINER - 2 * by)
    thick = np.zeros((smaller.shape[0] + 2 * by, smaller.shape[1] + 2 * by), np.float32)
    np.minimum(smaller * (1.25 / dark), 1, out=thick[by:-by, by:-by])
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
    """Place the ink on [28, 28] with its centre of mass where MNIST's lie, to half a pixel."""
    (height, width), side = fine.shape, SIDE * FINER
    down, right = centre_of_mass(fine)
    left = min(max(round(MIDDLE * FINER - right), 0), side - width)
    top = min(max(round(MIDDLE * FINER - down), 0), side - height)
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
