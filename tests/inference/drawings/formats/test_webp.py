import struct
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.formats.webp import MAX_CHUNKS, outline
from handdraw_inference.errors import UnreadableDrawing

from ...pictures import encode, invert
from .test_exif import exif


def grow(body: bytes, added: bytes) -> bytes:
    """Put chunks behind a WebP's last."""
    return body[:4] + struct.pack("<I", len(body) - 8 + len(added)) + body[8:] + added


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda seven: encode(seven.convert("RGB"), "WEBP"), id="lossy"),
        pytest.param(lambda seven: encode(seven.convert("RGB"), "WEBP", lossless=True), id="lossless"),
        pytest.param(lambda seven: encode(seven.convert("RGBA"), "WEBP", exact=True), id="with alpha"),
        pytest.param(lambda seven: encode(seven.convert("RGB"), "WEBP", exif=exif("<", 1)), id="with more to say"),
    ],
)
def test_every_kind_is_decoded(seven: Image.Image, make: Callable[[Image.Image], bytes]) -> None:
    picture = decode(open_drawing(make(seven))).convert("L")

    assert np.abs(np.asarray(picture, int) - np.asarray(seven, int)).mean() < 1


def see_through(seven: Image.Image, mode: str) -> Image.Image:
    """A large drawing; where it has an alpha, that changes along it, and is 0 at first."""
    large = seven.convert(mode).resize((2051, 1543))
    if mode == "RGBA":
        large.putalpha(
            Image.fromarray(np.add.outer(np.zeros(1543), np.linspace(-40, 255, 2051)).clip(0).astype(np.uint8))
        )
    return large


@pytest.mark.parametrize("lossless", [True, False])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_large_one_is_reduced_as_pillow_would_reduce_it(seven: Image.Image, mode: str, lossless: bool) -> None:
    body = encode(see_through(seven, mode), "WEBP", lossless=lossless, exact=True)
    expected = Image.open(BytesIO(body)).reduce(2)

    picture = decode(open_drawing(body))

    assert (picture.mode, picture.size) == (mode, (1026, 772))
    np.testing.assert_array_equal(np.asarray(picture), np.asarray(expected))


def test_the_colours_of_a_large_one_count_where_all_of_it_is_transparent(seven: Image.Image) -> None:
    large = seven.convert("RGBA").resize((2000, 1500))
    large.putalpha(0)

    picture = decode(open_drawing(encode(large, "WEBP", lossless=True, exact=True)))

    np.testing.assert_array_equal(np.asarray(picture), np.asarray(large.convert("RGB").reduce(2)))


@pytest.mark.parametrize("how", ["WEBP", "with alpha"])
def test_a_large_one_that_is_damaged_is_unreadable(seven: Image.Image, how: str) -> None:
    large = seven.convert("RGBA" if how == "with alpha" else "RGB").resize((2000, 1500))
    body = encode(large, "WEBP", lossless=True)
    damaged = body[: len(body) // 2] + bytes(len(body) - len(body) // 2)

    with pytest.raises(UnreadableDrawing):
        decode(open_drawing(damaged))


def test_it_is_turned_as_its_exif_says(seven: Image.Image) -> None:
    assert outline(encode(seven, "WEBP", exif=exif("<", 6))).orientation == 6


@pytest.mark.parametrize(("frames", "moves"), [(1, True), (0, False)])
def test_it_moves_where_it_has_a_second_frame(seven: Image.Image, frames: int, moves: bool) -> None:
    body = encode(seven, "WEBP", save_all=True, append_images=[invert(seven)] * frames, duration=100)

    assert outline(body).moves == moves


@pytest.mark.parametrize("kind", [{"lossless": True}, {"lossless": False}], ids=["lossless", "lossy"])
@pytest.mark.parametrize("size", [(1, 1), (280, 1), (1, 280), (16_383, 2), (257, 383)])
def test_its_size_is_read_before_it_is_opened(kind: dict[str, bool], size: tuple[int, int]) -> None:
    body = encode(Image.new("RGB", size, "white"), "WEBP", **kind)

    assert (outline(body).width, outline(body).height) == size


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda body: body[: len(body) // 2], id="half"),
        pytest.param(lambda body: body[:16], id="half a header"),
        pytest.param(lambda body: body[:12], id="nothing"),
        pytest.param(lambda body: grow(body, b"JUNK\0\0\0\0" * MAX_CHUNKS), id="a thousand chunks"),
        pytest.param(lambda body: body[:26] + struct.pack("<HH", 4000, 4000) + body[30:], id="more than it brings"),
    ],
)
def test_what_is_no_whole_picture_is_unreadable(seven: Image.Image, body: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnreadableDrawing):
        decode(open_drawing(body(encode(seven, "WEBP"))))
