"""Estimates what decoding a picture takes, before it is decoded: gateways have one budget for all that they decode."""

from io import BytesIO

from PIL.Image import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from handdraw_inference.drawings.decoding import WORKING_PIXELS, drafted_size
from handdraw_inference.drawings.levels import MODES

_COPY = 4  # bytes a pixel: of a picture in 8 bits, turned, reduced or converted
_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2}  # a pixel, as Pillow holds it; 4 in all other modes
_CONVERSION = {"1": 1, "I;16": 4}  # bytes a pixel, while its levels become 8 bits


def decoding_cost(image: Image) -> int:
    """Return the bytes that ``decode`` of an opened drawing holds at its peak, its file included."""
    width, height = drafted_size(image) if isinstance(image, JpegImageFile) else image.size
    pixels = width * height
    a_pixel = _BYTES.get(image.mode, _COPY)
    see_through = "transparency" in image.info
    if see_through or image.mode not in MODES:
        a_pixel += _CONVERSION.get(image.mode, _COPY)
    if pixels > WORKING_PIXELS and (see_through or image.mode.endswith("A")):
        a_pixel += _COPY  # premultiplied, to be reduced
    held: int = image.info.get("decoder_bytes", 0)
    return held + _file_bytes(image) + pixels * a_pixel + min(pixels, WORKING_PIXELS) * _COPY


def _file_bytes(image: Image) -> int:
    file = image.fp if isinstance(image, ImageFile) else None
    return file.getbuffer().nbytes if isinstance(file, BytesIO) else 0
