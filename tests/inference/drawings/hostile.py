"""Pictures of every kind that may be sent, each made from a number, and a process that reads them within limits.

python hostile.py FIRST COUNT
"""

import resource
import struct
import sys
import zlib
from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from handdraw_inference.drawings.cost import decoding_cost
from handdraw_inference.drawings.decoding import CUT_OUT, decode, open_drawing
from handdraw_inference.drawings.normalisation import normalise
from handdraw_inference.errors import DrawingRefused, UnreadableDrawing

CPU_S = 10
ADDRESSES = 2 * 1024**3  # bytes beyond what the process has when it begins
NORMALISING = 128 * 1024**2  # bytes beside the estimate of decoding
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
MODES = ("1", "L", "LA", "RGB", "RGBA", "P", "I;16", "CMYK")
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of PNG's colour types
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
OPTIONS: tuple[dict[str, object], ...] = (
    {},
    {"progressive": True},
    {"quality": 5},
    {"transparency": 0},
    {"lossless": True},
    {"optimize": True},
)
SIGNATURE = b"\x89PNG\r\n\x1a\n"

Pixels = NDArray[np.uint8]


def make(number: int) -> tuple[bytes, bool]:
    """Return the bytes of the picture of that number, and whether it is whole."""
    rng = Random(number)
    maker = rng.choices((drawn, interlaced, bloated, damaged, lying, crumbled), (5, 2, 2, 5, 2, 2))[0]
    return maker(rng), maker in (drawn, interlaced, bloated)


def some_size(rng: Random, most: int = 3_000_000) -> tuple[int, int]:
    """Return width and height, as often small as large and as often elongated as not."""
    area = int(10 ** rng.uniform(0, np.log10(most)))
    across = int(area ** rng.choice((0.5, 0.5, 0.5, rng.random(), 0, 1)))
    return max(1, min(across, 60_000)), max(1, min(area // max(1, across), 60_000))


def page(rng: Random) -> Image.Image:
    """Return something drawn, photographed, blank or of no sense, in mode RGBA."""
    width, height = some_size(rng)
    paper, ink = (tuple(rng.choice((0, 255, rng.randrange(256))) for _ in range(4)) for _ in range(2))
    image = Image.new("RGBA", (width, height), paper)
    pen, kind = ImageDraw.Draw(image), rng.randrange(6)
    if kind in (0, 1):
        places = [(rng.randrange(-9, width + 9), rng.randrange(-9, height + 9)) for _ in range(rng.randrange(2, 9))]
        pen.line(places, fill=ink, width=rng.randrange(1, 1 + max(1, min(width, height) // 5)))
    elif kind == 2:
        light = np.add.outer(np.linspace(0, rng.randrange(256), height), np.linspace(0, rng.randrange(256), width))
        image = Image.fromarray((light % 256).astype(np.uint8)).convert("RGBA")
    elif kind == 3:
        noise = np.random.default_rng(rng.randrange(2**32)).integers(
            0, rng.randrange(1, 256), (height, width, 4), np.uint8
        )
        image = Image.fromarray(noise)
    elif kind == 4:
        pen.point([(rng.randrange(width), rng.randrange(height)) for _ in range(rng.randrange(1, 6))], fill=ink)
    return image


def drawn(rng: Random) -> bytes:
    """Return a whole picture in any format and mode."""
    form, mode, image = rng.choice(FORMATS), rng.choice(MODES), page(rng)
    if form == "WEBP":
        image.thumbnail((16_383, 16_383))
    if mode == "I;16":
        deep = np.asarray(image.convert("L"), np.uint16) * np.uint16(rng.choice((1, 2, 4, 16, 257)))
        image = Image.fromarray(deep)
    else:
        image = image.convert(mode)
    file = BytesIO()
    try:
        image.save(file, form, **rng.choice(OPTIONS))
    except (OSError, ValueError, TypeError, AttributeError, struct.error):  # not every format has every mode
        return drawn(rng)
    return file.getvalue()


def chunk(kind: bytes, content: bytes, *, checked: bool = True) -> bytes:
    return (
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content) ^ (not checked))
    )


def png(width: int, height: int, bits: int, colours: int, rows: bytes, *, interlace: int = 0) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, interlace))
    palette = chunk(b"PLTE", bytes(range(256)) * 3) if colours == 3 else b""
    return SIGNATURE + header + palette + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def interlaced(rng: Random) -> bytes:
    """Return a PNG as no Pillow writes it: interlaced, of any depth and kind of colour."""
    colours, bits = rng.choice((0, 2, 3, 4, 6)), rng.choice((8, 16))
    bits = 8 if colours == 3 else bits
    levels = np.asarray(page(rng))[..., : CHANNELS[colours]]
    levels = np.repeat(levels, bits // 8, axis=2)
    passes = [levels[y::down, x::across] for x, y, across, down in ADAM7]
    rows = b"".join(filtered(one) for one in passes if one.size)
    return png(levels.shape[1], levels.shape[0], bits, colours, rows, interlace=1)


def filtered(levels: Pixels) -> bytes:
    """Return rows as a PNG has them, without a filter."""
    rows = levels.reshape(len(levels), -1)
    return np.concatenate([np.zeros((len(rows), 1), np.uint8), rows], axis=1).tobytes()


def damaged(rng: Random) -> bytes:
    """Return a picture with flipped bits, cut, or with a piece of it twice."""
    body = bytearray(drawn(rng))
    for _ in range(rng.randrange(1, 9)):
        at, kind = rng.randrange(len(body) or 1), rng.randrange(5)
        early = min(at, rng.randrange(1, 200))
        if kind < 3 and body:
            body[early if kind else at] ^= 1 << rng.randrange(8)
        elif kind == 3:
            body[at:at] = body[at // 2 : at // 2 + rng.randrange(1_000)]
        else:
            del body[at : at + rng.randrange(100)]
    return bytes(body[: rng.randrange(len(body) + 1)] if rng.random() < 0.3 else body)


def lying(rng: Random) -> bytes:
    """Return a picture that claims another size than it has."""
    body = bytearray(drawn(rng))
    claim = rng.choice((1, 255, 2_048, 4_096, 16_383, 65_535)), rng.choice((1, 255, 2_048, 4_096, 16_383, 65_535))
    wide = rng.choice((0x7FFF_FFFF, 0xFFFF_FFFF, *claim))
    if body[:4] == SIGNATURE[:4]:
        body[16:24] = struct.pack(">II", wide, claim[1])
        body[29:33] = struct.pack(">I", zlib.crc32(body[12:29]))
    elif body[:2] == b"\xff\xd8":
        at = max(body.find(b"\xff\xc0"), body.find(b"\xff\xc2")) + 5
        body[at : at + 4] = struct.pack(">HH", *claim)
    elif body[:2] == b"BM":
        body[18:26] = struct.pack("<Ii", wide, claim[1] * rng.choice((1, -1)))
    elif body[:3] == b"GIF":
        body[6:10] = struct.pack("<HH", *claim)
    else:
        body[24:30] = struct.pack("<HHH", *claim, rng.randrange(65_536))
    return bytes(body)


def bloated(rng: Random) -> bytes:
    """Return a PNG of a few kilobytes that becomes millions of pixels."""
    colours = rng.choice((0, 2, 3, 4, 6))
    bits = 8 if colours == 3 else rng.choice((8, 16))
    width, height = some_size(rng, 16_000_000)
    row = bytes([rng.choice((0, 4))]) + bytes([rng.choice((0, 255))]) * (width * CHANNELS[colours] * bits // 8)
    return png(width, height, bits, colours, row * height)


def crumbled(rng: Random) -> bytes:
    """Return a picture with thousands of things between its parts that carry no picture."""
    body, count = drawn(rng), rng.choice((1, 30, 3_000))
    noise = rng.randbytes(rng.choice((0, 5, 300)))
    if body[:4] == SIGNATURE[:4]:
        kinds = (b"tEXt", b"zTXt", b"iCCP", b"acTL", b"fcTL", b"eXIf", b"tRNS", b"PLTE", b"IHDR", b"abCd", b"CgBI")
        added = chunk(rng.choice(kinds), noise, checked=rng.random() < 0.5) * count
        return body[:33] + added + body[33:]
    if body[:2] == b"\xff\xd8":
        marker = rng.choice((0xE0, 0xE1, 0xE2, 0xED, 0xEE, 0xFE, 0xDB, 0xC4, 0xDD))
        start = rng.choice(
            (b"Exif\0\0II*\0\x08\0\0\0\xff\xff", b"ICC_PROFILE\0", b"JFIF\0", b"Adobe", b"MPF\0", b"Photoshop 3.0\0")
        )
        return (
            body[:2]
            + (bytes([0xFF, marker]) + struct.pack(">H", 2 + len(start + noise)) + start + noise) * count
            + body[2:]
        )
    if body[:3] == b"GIF":
        colours = 13 + (6 << (body[10] & 7) if body[10] & 128 else 0)
        added = rng.choice((b"!\xfe\1x\0", b"!\xf9\4\x0c\0\0\0\0", b"!\xff\x0bNETSCAPE2.0\3\1\0\0\0", b"!\x01\0"))
        return body[:colours] + added * count + body[colours:]
    return body + (rng.choice((b"EXIF", b"ICCP", b"JUNK", b"ANMF")) + struct.pack("<I", len(noise)) + noise) * count


def peak_bytes() -> int:
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) * 1024


def read(body: bytes, *, is_whole: bool) -> str:
    """Return what became of it: ``glyph``, the code of a refusal, or what ought not to be, with a ! before it."""
    Path("/proc/self/clear_refs").write_text("5")
    before, cost = peak_bytes(), len(body)
    try:
        image = open_drawing(body)
        cost = decoding_cost(image)
        normalise(decode(image))
        said = "glyph"
    except DrawingRefused as refused:
        chokes = isinstance(refused, UnreadableDrawing) and CUT_OUT not in str(refused)
        said = f"!{refused}" if is_whole and chokes else refused.code
    except BaseException as error:  # noqa: BLE001 whatever it is, it is told
        said = f"!{error!r}"
    took = peak_bytes() - before
    return said if took <= 1.2 * cost + NORMALISING else f"!{took} bytes, {cost} were thought"


def main(first: int, count: int) -> None:
    virtual = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (virtual + ADDRESSES,) * 2)
    for number in range(first, first + count):
        body, is_whole = make(number)
        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_S
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
        print(number, read(body, is_whole=is_whole), flush=True)  # noqa: T201 the test reads it


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
