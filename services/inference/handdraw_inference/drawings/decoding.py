"""From bytes to a picture: opens what may be decoded by its headers alone, and decodes it, upright and not too large.

    bytes -> open_drawing -> image -> decode -> picture

A picture's work and memory are bounded by its area: whatever carries no picture is left out (formats/), what moves or
is too large is refused before a pixel is decoded, and of a large one no more than WORKING_PIXELS come out.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from math import isqrt

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.WebPImagePlugin import WebPImageFile

from handdraw_inference.drawings.formats import webp
from handdraw_inference.drawings.formats.outline import Outline
from handdraw_inference.drawings.formats.table import (
    HEIF_TYPES,
    MEDIA_TYPES,
    Format,
    format_of,
    is_heif,
)
from handdraw_inference.drawings.levels import strips, to_eight_bits
from handdraw_inference.errors import (
    AnimatedDrawing,
    DrawingRefused,
    DrawingTooLarge,
    EmptyDrawing,
    ResourcesExhausted,
    UnreadableDrawing,
    UnsupportedMedia,
)

WORKING_PIXELS = 1024 * 1024
SCALE = "scale"
ELONGATED = 256  # times as long as wide
MEGA = 1024 * 1024
WHAT_TO_SEND = "send the bytes of a PNG, JPEG, WebP, BMP or GIF"
HEIF = (
    "HEIC and AVIF are not read: send the photograph as a JPEG. An iPhone takes them under Settings, Camera, Formats, "
    "Most Compatible, and most programs export one"
)
NO_PICTURE = f"The body is no picture that can be read: {WHAT_TO_SEND}"
CUT_OUT = "cut the digit out with some paper around it"
CORRUPT = "The picture is truncated or corrupt: save it again, and send the whole file"
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_FRACTIONS = (1, 2, 4, 8)

Image.MAX_IMAGE_PIXELS = None  # ours is far lower, and checked before a pixel is decoded


def open_drawing(body: bytes, media_type: str | None = None) -> Image.Image:
    """Read the headers without decoding a pixel. ``media_type``, if given, must be true.

    Raises DrawingRefused, ResourcesExhausted.
    """
    if media_type is not None and media_type not in MEDIA_TYPES:
        raise _unsupported(media_type)
    if not body:
        raise EmptyDrawing(f"The body is empty: {WHAT_TO_SEND}")
    form = format_of(body)
    if form is None:
        raise UnsupportedMedia(HEIF) if is_heif(body) else UnreadableDrawing(NO_PICTURE)
    if media_type is not None and media_type not in form.media_types:
        raise UnsupportedMedia(
            f"Content-Type says {media_type}, but the body is a {form.name}: say {form.media_types[0]}"
        )
    with _refused_as(NO_PICTURE):
        outline = form.outline(body)
        _check(form, outline)
        image = form.open_file(BytesIO(outline.bare))
        image.info |= {"orientation": outline.orientation, "decoder_bytes": outline.decoder_bytes}
    if image.size != (outline.width, outline.height):
        raise UnreadableDrawing(NO_PICTURE)
    return image


def decode(image: Image.Image) -> Image.Image:
    """Return it upright, in 8 bits, mode L, LA, RGB or RGBA, with at most WORKING_PIXELS.

    Its ``info[SCALE]`` says how many pixels of what was sent one of its own stands for.

    Raises UnreadableDrawing, ResourcesExhausted.
    """
    orientation, longer = image.info.get("orientation", 1), max(image.size)
    with _refused_as(CORRUPT):
        if isinstance(image, JpegImageFile):
            _draft(image)
            image.decodermaxblock = sys.maxsize  # in parts, each would be copied with all that is not decoded yet
        picture = _reduce_webp(image) if isinstance(image, WebPImageFile) else None
        if picture is None:
            image.load()
            picture = _reduce(to_eight_bits(image))
        picture.info[SCALE] = longer / max(picture.size)
        return picture.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else picture


def drafted_size(image: JpegImageFile) -> tuple[int, int]:
    """Return the size in which a JPEG is decoded."""
    fraction = _fraction(image)
    return -(-image.width // fraction), -(-image.height // fraction)


def _unsupported(media_type: str) -> UnsupportedMedia:
    if media_type in HEIF_TYPES:
        return UnsupportedMedia(HEIF)
    said = f"Content-Type is {media_type[:64]}" if media_type else "Content-Type is missing"
    return UnsupportedMedia(f"{said}: {WHAT_TO_SEND}, and say which, as in image/png")


def _check(form: Format, outline: Outline) -> None:
    width, height = outline.width, outline.height
    if outline.moves:
        raise AnimatedDrawing("The picture moves: send one frame of it")
    if width * height > form.max_pixels:
        raise DrawingTooLarge(
            f"{width}x{height} is more than {form.max_pixels // MEGA} megapixels, the most for a "
            f"{form.name}: send it smaller (28x28 are enough to be read)"
        )
    if max(width, height) > ELONGATED * min(width, height):
        raise UnreadableDrawing(f"No digit fits into a picture of this shape, {width}x{height}: {CUT_OUT}")


@contextmanager
def _refused_as(reason: str) -> Iterator[None]:
    """Raise what a decoder raises on hostile bytes, whatever it is, as UnreadableDrawing, and what is ours as that."""
    try:
        yield
    except DrawingRefused:
        raise
    except MemoryError as error:
        raise ResourcesExhausted("There is no memory to decode it in now: send it again") from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _EXHAUSTED:
            raise ResourcesExhausted("There are no files to decode it with now: send it again") from error
        raise UnreadableDrawing(reason) from error


def _draft(image: JpegImageFile) -> None:
    """Have a large JPEG decoded at a half, a quarter or an eighth."""
    fraction = _fraction(image)
    if fraction > 1:
        image.draft(None, (image.width // fraction, image.height // fraction))


def _fraction(image: JpegImageFile) -> int:
    sizes = ((n, -(-image.width // n) * -(-image.height // n)) for n in _FRACTIONS)
    return next((n for n, pixels in sizes if pixels <= WORKING_PIXELS), _FRACTIONS[-1])


def _reduce(picture: Image.Image) -> Image.Image:
    """Take the mean of every few pixels; colours below an alpha of 0 count only where there are no others."""
    factor = _factor(picture.width, picture.height)
    if factor == 1:
        return picture
    if picture.mode.endswith("A") and all(strip.getchannel("A").getextrema() == (0, 0) for strip in strips(picture)):
        picture = picture.convert(picture.mode[:-1])
    return picture.reduce(factor)


def _reduce_webp(image: WebPImageFile) -> Image.Image | None:
    """Return a large WebP reduced; None where it is small."""
    factor = _factor(image.width, image.height)
    if factor == 1 or not isinstance(image.fp, BytesIO):
        return None
    return webp.decode_reduced(image.fp.getbuffer(), image.size, image.mode, factor)


def _factor(width: int, height: int) -> int:
    factor = max(1, isqrt(width * height // WORKING_PIXELS))
    while -(-width // factor) * -(-height // factor) > WORKING_PIXELS:
        factor += 1
    return factor
