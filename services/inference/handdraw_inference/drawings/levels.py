"""Brings a decoded picture's levels to 8 bits, and its mode to L, LA, RGB or RGBA."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MODES = {"L", "LA", "RGB", "RGBA"}
_DEEP = {"I;16", "I;16L", "I;16B", "I;16N", "I", "F"}
_STRIP_PIXELS = 1024 * 1024
_COLOURLESS = {"1", "L", "La"}


def to_eight_bits(image: Image.Image) -> Image.Image:
    """Return the picture itself where it is so already."""
    see_through = image.info.get("transparency")
    if image.mode in _DEEP:
        return _shift(image, see_through)
    if see_through is not None or image.mode in ("La", "PA", "RGBa"):
        return image.convert("LA" if image.mode in _COLOURLESS else "RGBA")
    if image.mode in MODES:
        return image
    return image.convert("L" if image.mode in _COLOURLESS or _is_grey(image) else "RGB")


def _shift(image: Image.Image, see_through: int | None) -> Image.Image:
    """Scale by the bits that are used: 10 or 12 of a camera's, and of some programs' only 8, lie in 16."""
    highest = max(int(np.max(strip.getextrema())) for strip in strips(image))
    excess = max(0, highest.bit_length() - 8)
    picture = Image.fromarray(np.concatenate([(levels >> excess).astype(np.uint8) for levels in _levels(image)]))
    if see_through is not None:
        alphas = [np.where(levels == see_through, np.uint8(0), np.uint8(255)) for levels in _levels(image)]
        picture.putalpha(Image.fromarray(np.concatenate(alphas)))
    return picture


def strips(image: Image.Image) -> Iterator[Image.Image]:
    """Yield a few rows at a time, since what looks at a whole picture, or copies it, may hold up all threads."""
    rows = max(1, _STRIP_PIXELS // image.width)
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(image.height, top + rows)))


def _levels(image: Image.Image) -> Iterator[NDArray[np.uint32]]:
    for strip in strips(image):
        yield np.asarray(strip).clip(0).astype(np.uint32)


def _is_grey(image: Image.Image) -> bool:
    """Whether it has a palette, and all its colours are grey."""
    if image.mode != "P" or image.palette is None:
        return False
    colours = np.reshape(image.getpalette("RGB") or [], (-1, 3))
    return bool((colours == colours[:, :1]).all())
