"""The worst that a caller is known to be able to send: pictures and batches, each made by a script."""

import base64
import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.requests import DRAWING

MIB = 1024 * 1024
MOST = 16 * MIB  # bytes of a body, and pixels of what is no JPEG
SIDE, JPEG_SIDE, WORKED_ON = 4096, 7000, 1024  # px
SIGNATURE = b"\x89PNG\r\n\x1a\n"
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "BMP": "image/bmp", "GIF": "image/gif"}


@dataclass(frozen=True)
class Body:
    name: str
    path: str
    media_type: str
    content: bytes


Make = Callable[[str], Body]


def drawing(form: str, make: Callable[[], bytes]) -> Make:
    return lambda name: Body(name, "/v1/classify", MEDIA_TYPES[form], make())


def explained(make: Callable[[], bytes]) -> Make:
    return lambda name: Body(name, "/v1/classify?explain=occlusion", MEDIA_TYPES["PNG"], make())


def picture(form: str, make: Callable[[], Image.Image], **options: object) -> Make:
    return drawing(form, lambda: encode(make(), form, **options))


def batch(make: Callable[[], bytes]) -> Make:
    return lambda name: Body(name, "/v1/classify/batch", "application/json", make())


def encode(image: Image.Image, form: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def noise(*shape: int, levels: int = 256) -> Image.Image:
    return Image.fromarray(np.random.default_rng(1).integers(0, levels, shape, np.uint8))


def gradient(height: int, width: int) -> NDArray[np.uint8]:
    levels = np.add.outer(np.linspace(0, 90, height), np.linspace(90, 250, width))
    return levels.clip(0, 255).astype(np.uint8)


def uneven(height: int, width: int, pitch: int = 40) -> Image.Image:
    """Return unevenly lit paper with many short strokes: all of the long way."""
    levels = gradient(height, width)
    for top in range(pitch, height - pitch, pitch):
        levels[top : top + pitch // 2, pitch : -pitch : pitch // 2] //= 4
    return Image.fromarray(levels)


def squared() -> Image.Image:
    levels = gradient(WORKED_ON, WORKED_ON)
    levels[::24] //= 2
    levels[:, ::24] //= 2
    levels[300:700, 500:540] = 0
    return Image.fromarray(levels)


def see_through() -> Image.Image:
    levels = gradient(SIDE, SIDE)
    return Image.fromarray(np.dstack([levels, levels.T, levels, levels]))


def deep() -> Image.Image:
    return Image.fromarray(np.add.outer(np.arange(SIDE), np.arange(SIDE)).astype(np.uint16))


def photograph(mode: str) -> Image.Image:
    return noise(875, 875, 3).resize((JPEG_SIDE // 2, JPEG_SIDE // 2)).convert(mode)


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def with_chunks(added: bytes) -> bytes:
    png = encode(uneven(200, 200), "PNG")
    return png[:33] + added + png[33:]


def interlaced() -> bytes:
    """Return a PNG of zeros, interlaced, of four channels of 16 bits, in a few kilobytes."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 16, 6, 0, 0, 1))
    rows = bytes(SIDE * SIDE * 8 + SIDE * 4)
    return SIGNATURE + header + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND")


def many_scans() -> bytes:
    """Return a progressive JPEG of the largest size that goes over the picture as often as is let pass."""
    body = encode(Image.new("L", (JPEG_SIDE, JPEG_SIDE), 99), "JPEG", progressive=True)
    last = body.rindex(b"\xff\xda")
    return body[:-2] + body[last:-2] * 10 + b"\xff\xd9"


def of_fill_bytes(fill: bytes) -> bytes:
    body = encode(noise(64, 64), "JPEG")
    scan = body.index(b"\xff\xda") + 10
    return body[:scan] + fill * (14 * MIB // len(fill)) + b"\xff\xd9"


def of_blocks() -> bytes:
    gif = encode(uneven(200, 200).quantize(4), "GIF")
    colours = 13 + (6 << (gif[10] & 7))
    return gif[:colours] + b"!\xfe\1x\0" * 49_000 + gif[colours:]


def claim(width: int, height: int) -> bytes:
    """Return a PNG that claims a palette and as many pixels, and brings nothing."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
    return SIGNATURE + header + chunk(b"PLTE", bytes(9)) + chunk(b"IDAT", zlib.compress(bytes(9))) + chunk(b"IEND")


def of(*drawings: bytes) -> bytes:
    return json.dumps({"drawings": [base64.b64encode(one).decode() for one in drawings]}).encode()


@cache
def flat(form: str, side: int) -> bytes:
    return encode(Image.new("RGBA" if form == "PNG" else "RGB", (side, side), (9, 9, 9)), form)


def text_of(part: bytes) -> bytes:
    return b'{"drawings":["' + part * ((MOST - 64) // len(part)) + b'"]}'


BODIES: dict[str, Make] = {
    "PNG, elongated, light changes along it": picture("PNG", lambda: uneven(256, 60_000)),
    "PNG, 3799x69": picture("PNG", lambda: Image.fromarray(gradient(69, 3799))),
    "PNG, one column of 16 Mpx": picture("PNG", lambda: Image.new("L", (1, 16_000_000), 9)),
    "PNG, 16 Mpx in colour, flat": drawing("PNG", lambda: flat("PNG", SIDE)),
    "PNG, 16 Mpx, see-through": picture("PNG", see_through, compress_level=1),
    "PNG, 16 Mpx, palette with alphas": picture(
        "PNG", lambda: noise(SIDE, SIDE, levels=4).quantize(4), transparency=bytes([0, 90, 180, 255])
    ),
    "PNG, 16 Mpx, black and white, transparent": picture("PNG", lambda: Image.new("1", (SIDE, SIDE)), transparency=0),
    "PNG, 16 Mpx, 16 bits": picture("PNG", deep),
    "PNG, 16 Mpx, 64 bits, interlaced": drawing("PNG", interlaced),
    "PNG, 1 Mpx of noise": picture("PNG", lambda: noise(WORKED_ON, WORKED_ON)),
    "PNG, 1 Mpx of noise, alpha": picture("PNG", lambda: noise(WORKED_ON, WORKED_ON, 4)),
    "PNG, 1 Mpx, uneven, strokes": picture("PNG", lambda: uneven(WORKED_ON, WORKED_ON)),
    "PNG, 1 Mpx, squared, uneven": picture("PNG", squared),
    "PNG, 300x300, uneven, strokes": picture("PNG", lambda: uneven(300, 300, pitch=12)),
    "PNG, 49,000 texts": drawing("PNG", lambda: with_chunks(chunk(b"tEXt", bytes(300)) * 49_000)),
    "PNG, 49,000 empty parts of the picture": drawing("PNG", lambda: with_chunks(chunk(b"IDAT") * 49_000)),
    "PNG, 49,000 palettes": drawing("PNG", lambda: with_chunks(chunk(b"PLTE", bytes(300)) * 49_000)),
    "PNG, 49,000 transparencies": drawing("PNG", lambda: with_chunks(chunk(b"tRNS", bytes(300)) * 49_000)),
    "PNG, claims a palette and 16 Mpx": drawing("PNG", lambda: claim(SIDE, SIDE)),
    "explained, a digit": explained(DRAWING.read_bytes),
    "explained, 300x300, uneven, strokes": explained(lambda: encode(uneven(300, 300, pitch=12), "PNG")),
    "JPEG, 48 Mpx, progressive, flat, many scans": drawing("JPEG", many_scans),
    "JPEG, 12 Mpx, progressive": picture("JPEG", lambda: photograph("RGB"), progressive=True, quality=85),
    "JPEG, 12 Mpx, progressive, four colours": picture(
        "JPEG", lambda: photograph("CMYK"), progressive=True, quality=85
    ),
    "JPEG, 12 Mpx": picture("JPEG", lambda: photograph("RGB"), quality=95),
    "JPEG, 14 MiB of fill bytes": drawing("JPEG", lambda: of_fill_bytes(b"\xff")),
    "JPEG, 14 MiB of restarts": drawing("JPEG", lambda: of_fill_bytes(b"\xff\xd0")),
    "JPEG, 14 MiB of stuffed bytes": drawing("JPEG", lambda: of_fill_bytes(b"\xff\0")),
    "WebP, 16 Mpx, flat": picture("WEBP", lambda: Image.new("RGB", (SIDE, SIDE), (200, 190, 180)), method=0),
    "WebP, 16 Mpx, see-through, lossless": picture("WEBP", see_through, lossless=True, method=0, quality=0),
    "WebP, 1 Mpx of noise": picture("WEBP", lambda: noise(WORKED_ON, WORKED_ON, 3), method=0),
    "GIF, 16 Mpx": picture("GIF", lambda: noise(SIDE, SIDE, levels=4).quantize(4)),
    "GIF, 49,000 comments": drawing("GIF", of_blocks),
    "BMP, one row of 16 Mpx": picture("BMP", lambda: Image.new("L", (MOST - 2000, 1), 9)),
    "BMP, 16 Mpx, black and white": picture("BMP", lambda: Image.new("1", (SIDE, SIDE))),
    "batch, 256 of 1 Mpx": batch(lambda: of(*[flat("PNG", WORKED_ON)] * 256)),
    "batch, 256 of 300x300, uneven": batch(lambda: of(*[encode(uneven(300, 300, 12), "PNG")] * 256)),
    "batch, 64 of 16 Mpx, flat": batch(lambda: of(*[flat("PNG", SIDE)] * 64)),
    "batch, 64 WebPs of 16 Mpx, flat": batch(lambda: of(*[flat("WEBP", SIDE)] * 64)),
    "batch, 256 that claim 16 Mpx": batch(lambda: of(*[claim(SIDE, SIDE)] * 256)),
    "batch, one of 12 MiB": batch(lambda: of(bytes(12 * MIB - 99))),
    "batch, 16 MiB of A": batch(lambda: text_of(b"A")),
    "batch, 16 MiB of escapes": batch(lambda: text_of(rb"\/")),
    "batch, 16 MiB beyond ASCII": batch(lambda: text_of("\N{GRINNING FACE}".encode())),
    "batch, 8 million numbers": batch(lambda: b'{"drawings":[' + b"0," * 8_000_000 + b"0]}"),
}
SMALL_FORM = (
    "PNG, elongated, light changes along it",
    "PNG, 16 Mpx in colour, flat",
    "PNG, 1 Mpx, uneven, strokes",
    "PNG, 49,000 transparencies",
    "JPEG, 48 Mpx, progressive, flat, many scans",
    "JPEG, 14 MiB of fill bytes",
    "WebP, 16 Mpx, flat",
    "GIF, 16 Mpx",
    "batch, 256 of 300x300, uneven",
    "batch, 16 MiB beyond ASCII",
    "batch, 256 that claim 16 Mpx",
)
