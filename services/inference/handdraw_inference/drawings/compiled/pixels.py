"""A light JPEG's pixels, decoded by libjpeg-turbo as Pillow has it, but without what Pillow does around it."""

import numpy as np
from numpy.typing import NDArray
from simplejpeg import decode_jpeg, decode_jpeg_header

from handdraw_inference.drawings.formats.jpeg import is_light

Pixels = NDArray[np.uint8]
"""[h, w, 1] or [h, w, 4]: grey or RGBA"""
_DECODED_AS = {"Gray": "GRAY", "YCbCr": "RGBA"}
_MEANT_OTHERWISE = (b"Exif", b"Adobe")  # what says that it is turned, or that its colours are others


def decode_light(body: bytes) -> Pixels | None:
    """Return None where it is not light, may be turned, or is unusual or broken in any way."""
    if not is_light(body) or any(name in body for name in _MEANT_OTHERWISE):
        return None
    try:
        _, _, colours, _ = decode_jpeg_header(body)
        decoded_as = _DECODED_AS.get(colours)
        return np.asarray(decode_jpeg(body, decoded_as)) if decoded_as else None
    except ValueError:
        return None
