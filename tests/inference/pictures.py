"""Pictures, their bytes as they are sent, and the glyph that they are read as."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

from handdraw_inference.drawings.decoding import open_drawing
from handdraw_inference.drawings.normalisation import Glyph, normalise


def encode(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def blank() -> bytes:
    return encode(Image.new("L", (280, 280), 255))


def lines(*lines: list[tuple[int, int]]) -> bytes:
    canvas = Image.new("L", (280, 280), 255)
    for line in lines:
        ImageDraw.Draw(canvas).line(line, fill=0, width=14, joint="curve")
    return encode(canvas)


def specks(size: tuple[int, int], *places: tuple[int, int]) -> bytes:
    canvas = Image.new("L", size, 255)
    for place in places:
        canvas.putpixel(place, 0)
    return encode(canvas)


def invert(image: Image.Image) -> Image.Image:
    return image.point([255 - value for value in range(256)])


def png_of_zeros(side: int, count: int) -> bytes:
    """Return a PNG whose header promises side x side pixels, and which holds ``count`` zeros."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(bytes(count))) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def read(body: bytes, media_type: str | None = None) -> Glyph:
    return normalise(open_drawing(body, media_type))
