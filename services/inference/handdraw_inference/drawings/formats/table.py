"""The formats that are read: how each begins, what it is called, and who reads it."""

from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple

from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from handdraw_contracts.classifications import MAX_DRAWING_PIXELS, MAX_JPEG_PIXELS
from handdraw_inference.drawings.formats import bmp, gif, jpeg, png, webp
from handdraw_inference.drawings.formats.outline import Outline


class Format(NamedTuple):
    """``outline`` walks over a body; ``open_file``, Pillow's reader, gets what that leaves of it."""

    name: str
    media_types: tuple[str, ...]
    begins: Callable[[bytes], bool]
    outline: Callable[[bytes], Outline]
    open_file: Callable[[BytesIO], ImageFile]
    max_pixels: int = MAX_DRAWING_PIXELS


FORMATS = (
    Format("PNG", ("image/png",), lambda body: body.startswith(png.SIGNATURE), png.outline, PngImageFile),
    Format(
        "JPEG",
        ("image/jpeg", "image/jpg"),
        lambda body: body.startswith(jpeg.START),
        jpeg.outline,
        JpegImageFile,
        MAX_JPEG_PIXELS,
    ),
    Format(
        "WebP",
        ("image/webp",),
        lambda body: body.startswith(webp.START) and body[8:12] == webp.NAME,
        webp.outline,
        WebPImageFile,
    ),
    Format("BMP", ("image/bmp", "image/x-ms-bmp"), lambda body: body.startswith(bmp.START), bmp.outline, BmpImageFile),
    Format("GIF", ("image/gif",), lambda body: body.startswith(gif.STARTS), gif.outline, GifImageFile),
)
MEDIA_TYPES = {media_type: one for one in FORMATS for media_type in one.media_types}
HEIF_TYPES = {"image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence", "image/avif"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}


def format_of(body: bytes) -> Format | None:
    return next((one for one in FORMATS if one.begins(body)), None)


def is_heif(body: bytes) -> bool:
    """Whether it is a HEIC or an AVIF (ISO 23008-12, by its major brand)."""
    return body[4:8] == b"ftyp" and body[8:12] in _HEIF_BRANDS
