import zlib

import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings.compiled.scanlines import Scanlines, inflate

from ...pictures import END, SIGNATURE, chunk, encode, header, insert

ROWS = bytes(28 * 29)
DATA = zlib.compress(ROWS)


def png(head: bytes = header(28, 28), *data: bytes, end: bytes = END) -> bytes:
    return SIGNATURE + head + b"".join(chunk(b"IDAT", part) for part in data or (DATA,)) + end


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_rows_come_as_they_were_sent(seven: Image.Image, mode: str) -> None:
    picture = seven.convert(mode)
    lines = inflate(encode(picture))

    assert lines is not None
    assert (lines[1:], len(lines.rows)) == ((280, 280, len(mode)), 280 * (1 + 280 * len(mode)))


def test_data_may_come_in_pieces() -> None:
    assert inflate(png(header(28, 28), DATA[:5], b"", DATA[5:])) == Scanlines(ROWS, 28, 28, 1)


def test_what_carries_no_picture_is_gone_over(seven: Image.Image) -> None:
    body = encode(seven)

    assert inflate(insert(body, chunk(b"tEXt", b"Comment\0hello", checked=False)) + b"more") == inflate(body)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(png(header(28, 28, bits=4)), id="of four bits"),
        pytest.param(png(header(28, 28, colours=3)), id="of a palette"),
        pytest.param(png(header(28, 28, colours=4)), id="of grey with an alpha"),
        pytest.param(png(header(28, 28, interlace=1)), id="interlaced"),
        pytest.param(png(header(301, 300)), id="large"),
        pytest.param(png(header(0, 28), zlib.compress(b"")), id="of no width"),
        pytest.param(png(chunk(b"IHDR", header(28, 28)[8:21], checked=False)), id="of a header with a wrong checksum"),
        pytest.param(png(chunk(b"IHDX", header(28, 28)[8:21])), id="without a header"),
        pytest.param(png(chunk(b"tRNS", b"\0\0") + header(28, 28)), id="with another chunk first"),
        pytest.param(insert(png(), chunk(b"tRNS", b"\0\0")), id="with a transparent level"),
        pytest.param(insert(png(), chunk(b"eXIf", b"")), id="perhaps turned"),
        pytest.param(insert(png(), chunk(b"acTL", bytes(8))), id="perhaps moving"),
        pytest.param(insert(png(), *[chunk(b"tEXt", b"")] * 40), id="in many pieces"),
        pytest.param(png(header(28, 28), zlib.compress(ROWS[1:])), id="short of a byte"),
        pytest.param(png(header(28, 28), zlib.compress(ROWS + b"\0")), id="with a byte more"),
        pytest.param(png(header(28, 28), zlib.compress(bytes(10_000_000))), id="a bomb"),
        pytest.param(png(header(28, 28), DATA[:-1]), id="cut in its data"),
        pytest.param(png(header(28, 28), DATA[:-1] + b"\0"), id="with a wrong checksum of the data"),
        pytest.param(png(header(28, 28), b"none"), id="without data"),
        pytest.param(png(end=END[:-1]), id="cut in its end"),
        pytest.param(png()[:-20], id="cut"),
        pytest.param(png()[:33] + b"\xff" * 12, id="of a chunk that is longer than the body"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_what_is_unusual_is_left_to_the_reference(body: bytes) -> None:
    assert inflate(body) is None


def test_no_body_is_too_odd_to_be_looked_at(seven: Image.Image) -> None:
    rng, whole = np.random.default_rng(1), encode(seven)

    def damage(body: bytes) -> bytes:
        changed = bytearray(body[: rng.integers(len(body))] if rng.random() < 0.3 else body)
        for _ in range(rng.integers(4)):
            changed[rng.integers(len(changed))] = rng.integers(256) if changed else 0
        return bytes(changed)

    for _ in range(2_000):
        lines = inflate(damage(whole))
        assert lines is None or len(lines.rows) == lines.height * (1 + lines.width * lines.bands)
