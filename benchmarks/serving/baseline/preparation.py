"""From a PNG to what the network reads, as one writes it in an afternoon: it knows of clean drawings alone."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

SIDE, BOX = 28, 20
MIDDLE = 14
_AT = np.arange(BOX, dtype=np.float32) + np.float32(0.5)


def prepare(png: bytes) -> NDArray[np.float32]:
    """Return [28, 28], 0 black to 1 white ink: the ink fitted into 20x20, its centre of mass in the middle."""
    picture = Image.open(BytesIO(png), formats=("PNG",))
    grey = picture if picture.mode == "L" else picture.convert("L")
    if grey.crop((0, 0, 1, 1)).tobytes()[0] > 127:
        grey = ImageOps.invert(grey)
    page = np.zeros((SIDE, SIDE), np.float32)
    box = grey.getbbox()
    if box is None:
        return page
    width, height = box[2] - box[0], box[3] - box[1]
    scale = BOX / max(width, height)
    width, height = max(1, round(width * scale)), max(1, round(height * scale))
    ink = np.asarray(grey.resize((width, height), Image.Resampling.BILINEAR, box), np.float32) / np.float32(255)
    mass = ink.sum()
    left = round(MIDDLE - float(ink.sum(0) @ _AT[:width] / mass))
    top = round(MIDDLE - float(ink.sum(1) @ _AT[:height] / mass))
    left, top = min(max(left, 0), SIDE - width), min(max(top, 0), SIDE - height)
    page[top : top + height, left : left + width] = ink
    return page
