from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings.compiled.pixels import decode_light
from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.errors import UnreadableDrawing

from ...pictures import encode
from .sketches import make

Make = Callable[[Image.Image], bytes]


def test_they_are_those_that_pillow_decodes() -> None:
    modes, qualities = {1: "L", 3: "RGB"}, (60, 85, 95)
    pictures = [make(number) for number in range(90)]
    bodies = [
        encode(picture.convert(modes[1 + 2 * (number % 2)]), "JPEG", quality=qualities[number % 3])
        for number, picture in enumerate(pictures)
    ]

    decoded = [(decode_light(body), body) for body in bodies]

    assert [same(pixels, body) for pixels, body in decoded if pixels is not None].count(False) == 0
    assert sum(pixels is not None for pixels, _ in decoded) > len(bodies) / 2


def same(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], body: bytes) -> bool:
    expected = decode(open_drawing(body))
    return np.array_equal(pixels.squeeze(axis=2) if pixels.shape[2] == 1 else pixels, as_decoded(expected))


def as_decoded(picture: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(picture if picture.mode == "L" else picture.convert("RGBA"))


def turned(seven: Image.Image) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encode(seven, "JPEG", exif=exif)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(turned, id="turned"),
        pytest.param(lambda seven: encode(seven.convert("CMYK"), "JPEG"), id="of four colours"),
        pytest.param(lambda seven: encode(seven.convert("RGB"), "JPEG", keep_rgb=True), id="not of luma and chroma"),
        pytest.param(lambda seven: encode(seven, "JPEG", progressive=True), id="progressive"),
        pytest.param(lambda seven: encode(seven.resize((400, 400)), "JPEG"), id="large"),
        pytest.param(lambda seven: encode(seven, "JPEG")[:-400], id="cut"),
        pytest.param(encode, id="a PNG"),
    ],
)
def test_what_is_unusual_is_left_to_the_reference(seven: Image.Image, body: Make) -> None:
    assert decode_light(body(seven)) is None


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_of_a_damaged_one_there_are_pillows_pixels_or_none(seven: Image.Image, mode: str) -> None:
    rng, whole = np.random.default_rng(2), encode(seven.convert(mode), "JPEG")
    differently = []
    for number in range(1_500):
        body = bytearray(whole[: rng.integers(300, len(whole))] if number % 3 == 0 else whole)
        for _ in range(rng.integers(1, 4)):
            body[rng.integers(2, len(body))] = rng.integers(256)
        pixels = decode_light(bytes(body))
        if pixels is not None and not readable(bytes(body), pixels):
            differently.append(number)

    assert differently == []


def readable(body: bytes, pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bool:
    try:
        return same(pixels, body)
    except UnreadableDrawing:
        return False
