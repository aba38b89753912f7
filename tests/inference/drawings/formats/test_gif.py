import struct
from collections.abc import Callable

import pytest
from PIL import Image

from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.formats.gif import MAX_BLOCKS, outline
from handdraw_inference.errors import UnreadableDrawing

from ...pictures import encode, invert, same_pixels

SCREEN = 13  # bytes
COMMENT, CONTROL, LOOP = b"!\xfe", b"!\xf9\x04", b"!\xff\x0bNETSCAPE2.0\3\1\0\0\0"


def put(body: bytes, *blocks: bytes) -> bytes:
    """Put blocks between a GIF's colours and its picture."""
    colours = colours_end(body)
    return body[:colours] + b"".join(blocks) + body[colours:]


def colours_end(body: bytes) -> int:
    return SCREEN + (6 << (body[10] & 7) if body[10] & 128 else 0)


def test_a_picture_is_decoded_exactly(seven: Image.Image) -> None:
    picture = decode(open_drawing(encode(seven, "GIF")))

    assert (picture.mode, same_pixels(picture, seven)) == ("L", True)


def test_what_carries_no_picture_is_left_out(seven: Image.Image) -> None:
    body = encode(seven, "GIF")
    more = put(body, COMMENT + b"\5hello\0", LOOP) + bytes(1_000)

    assert outline(more).bare == body


def test_the_colour_that_is_transparent_is_kept_and_what_becomes_of_a_frame_is_not(seven: Image.Image) -> None:
    body = encode(seven, "GIF", transparency=255, disposal=2)

    picture = decode(open_drawing(body))

    assert (picture.mode, picture.getchannel("A").getextrema()) == ("RGBA", (0, 255))
    assert outline(body).bare.count(CONTROL + b"\1") == 1


@pytest.mark.parametrize(
    ("make", "moves"),
    [
        pytest.param(lambda seven: encode(seven, "GIF", save_all=True, append_images=[invert(seven)]), True, id="two"),
        pytest.param(lambda seven: encode(seven, "GIF", save_all=True), False, id="one"),
        pytest.param(lambda seven: put(encode(seven, "GIF"), LOOP), False, id="a loop of one"),
    ],
)
def test_it_moves_where_it_has_a_second_picture(
    seven: Image.Image, make: Callable[[Image.Image], bytes], moves: bool
) -> None:
    assert outline(make(seven)).moves == moves


def test_a_picture_that_reaches_beyond_the_screen_is_as_large_as_it_is(seven: Image.Image) -> None:
    body = encode(seven, "GIF")
    small = body[:6] + struct.pack("<HH", 10, 400) + body[10:]

    assert (outline(small).width, outline(small).height) == (280, 400)
    assert open_drawing(small).size == (280, 400)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda body: body[: len(body) // 2], id="half"),
        pytest.param(lambda body: body[:14], id="half its colours"),
        pytest.param(lambda body: body[:8], id="half its screen"),
        pytest.param(lambda body: body[: colours_end(body)] + b";", id="no picture"),
        pytest.param(lambda body: put(body, COMMENT + b"\1x" * MAX_BLOCKS + b"\0"), id="cut into crumbs"),
        pytest.param(lambda body: put(body, *[COMMENT + b"\0"] * MAX_BLOCKS), id="a crowd of remarks"),
        pytest.param(lambda body: body[:6] + struct.pack("<HH", 4000, 4000) + body[10:-3000], id="less than it claims"),
    ],
)
def test_what_is_no_whole_picture_is_unreadable(seven: Image.Image, body: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnreadableDrawing):
        decode(open_drawing(body(encode(seven.resize((280, 560)), "GIF"))))
