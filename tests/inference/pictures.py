"""Pictures, their bytes as they are sent, and the glyph that they are read as."""

import struct
import zlib
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw

from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.drawings.normalisation import normalise

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER_END = 33


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


def same_pixels(one: Image.Image, other: Image.Image) -> bool:
    return np.array_equal(np.asarray(one), np.asarray(other))


def invert(image: Image.Image) -> Image.Image:
    return image.point([255 - value for value in range(256)])


def png_of_zeros(side: int, count: int) -> bytes:
    """Return a PNG whose header promises side x side pixels, and which holds ``count`` zeros."""
    return SIGNATURE + header(side, side) + chunk(b"IDAT", zlib.compress(bytes(count))) + END


def without_colours() -> bytes:
    """Return a PNG of a palette that it does not have."""
    return SIGNATURE + header(28, 28, colours=3) + chunk(b"IDAT", zlib.compress(bytes(28 * 29))) + END


def header(width: int, height: int, bits: int = 8, colours: int = 0, interlace: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, interlace))


def chunk(kind: bytes, content: bytes, *, checked: bool = True) -> bytes:
    """Return a PNG's chunk, with a wrong checksum if that is asked."""
    checksum = zlib.crc32(kind + content) ^ (not checked)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


END = chunk(b"IEND", b"")


def insert(png: bytes, *chunks: bytes) -> bytes:
    """Put chunks after the header."""
    return png[:HEADER_END] + b"".join(chunks) + png[HEADER_END:]


def grey16(image: Image.Image, factor: int) -> Image.Image:
    """Return its levels times a factor in 16 bits."""
    return Image.fromarray(np.asarray(image.convert("L"), np.uint16) * np.uint16(factor))


def elongated_gradient(width: int, height: int) -> bytes:
    """Return a light page that is darker towards its right, with a bar."""
    levels = np.tile(np.linspace(250, 150, width).astype(np.uint8), (height, 1))
    levels[height // 4 : -height // 4, width // 2 : width // 2 + height // 6] = 20
    return encode(Image.fromarray(levels))


def read(body: bytes, media_type: str | None = None) -> Glyph:
    return normalise(decode(open_drawing(body, media_type)))
