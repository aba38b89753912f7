"""Brings a decoded picture's levels to 8 bits, and its mode to L, LA, RGB or RGBA."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

MODES = {"L", "LA", "RGB", "RGBA"}
_DEEP = {"I;16", "I;16L", "I;16B", "I;16N", "I", "F"}
_COLOURLESS = {"1", "L", "La"}


def to_eight_bits(image: Image.Image) -> Image.Image:
    """Return the picture itself where it is so already."""
    see_through = image.info.get("transparency")
    if image.mode in _DEEP:
        return _shift(np.asarray(image), see_through)
    if see_through is not None or image.mode in ("La", "PA", "RGBa"):
        return image.convert("LA" if image.mode in _COLOURLESS else "RGBA")
    if image.mode in MODES:
        return image
    return image.convert("L" if image.mode in _COLOURLESS or _is_grey(image) else "RGB")


def _shift(deep: NDArray[np.generic], see_through: int | None) -> Image.Image:
    """Scale by the bits that are used: 10 or 12 of a camera's, and of some programs' only 8, lie in 16."""
    levels = deep if deep.dtype == np.uint16 else deep.clip(0).astype(np.uint32)
    excess = max(0, int(levels.max()).bit_length() - 8)
    shifted = np.empty(levels.shape, np.uint8)
    np.right_shift(levels, excess, out=shifted, casting="unsafe")
    picture = Image.fromarray(shifted)
    if see_through is not None:
        picture.putalpha(Image.fromarray(np.where(levels == see_through, np.uint8(0), np.uint8(255))))
    return picture


def _is_grey(image: Image.Image) -> bool:
    """Whether it has a palette, and all its colours are grey."""
    if image.mode != "P" or image.palette is None:
        return False
    colours = np.reshape(image.getpalette("RGB") or [], (-1, 3))
    return bool((colours == colours[:, :1]).all())
