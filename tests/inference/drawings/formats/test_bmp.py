import struct
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.formats.bmp import outline
from handdraw_inference.errors import UnreadableDrawing

from ...pictures import encode, same_pixels


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "P"])
def test_every_kind_is_decoded_exactly(seven: Image.Image, mode: str) -> None:
    image = seven.convert(mode)

    assert same_pixels(decode(open_drawing(encode(image, "BMP"))).convert("RGB"), image.convert("RGB"))


def test_one_that_begins_with_its_top_is_read_as_one_that_begins_with_its_bottom(seven: Image.Image) -> None:
    body = encode(seven, "BMP")
    flipped = encode(seven.transpose(Image.Transpose.FLIP_TOP_BOTTOM), "BMP")

    assert same_pixels(
        decode(open_drawing(body[:22] + struct.pack("<i", -280) + body[26:])), decode(open_drawing(flipped))
    )


def test_the_oldest_header_is_read(seven: Image.Image) -> None:
    levels = np.asarray(seven.convert("RGB"))[::-1, :, ::-1].tobytes()
    body = b"BM" + struct.pack("<IIIIHHHH", 26 + len(levels), 0, 26, 12, 280, 280, 1, 24) + levels

    assert same_pixels(decode(open_drawing(body)).convert("L"), seven)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda body: body[: len(body) // 2], id="half"),
        pytest.param(lambda body: body[:20], id="half a header"),
        pytest.param(lambda body: body[:18] + struct.pack("<ii", 4000, 4000) + body[26:], id="more than it brings"),
        pytest.param(lambda body: body[:18] + struct.pack("<ii", -280, 280) + body[26:], id="a width below 0"),
        pytest.param(lambda body: body[:30] + b"\1" + body[31:], id="compressed"),
    ],
)
def test_what_is_no_whole_picture_is_unreadable(seven: Image.Image, body: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnreadableDrawing):
        decode(open_drawing(body(encode(seven, "BMP"))))


def test_what_is_compressed_is_told_so(seven: Image.Image) -> None:
    body = encode(seven, "BMP")

    with pytest.raises(UnreadableDrawing, match="save it uncompressed"):
        outline(body[:30] + b"\2" + body[31:])
