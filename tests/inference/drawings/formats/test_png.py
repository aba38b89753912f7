import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.formats.png import MAX_CHUNKS, is_light, outline
from handdraw_inference.errors import UnreadableDrawing

from ...pictures import END, SIGNATURE, chunk, encode, header, insert, invert, same_pixels, without_colours

EXIF = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"  # turn it by a quarter


def compressed(size: int) -> bytes:
    return zlib.compress(bytes(size))


@pytest.mark.parametrize(
    "added",
    [
        pytest.param(chunk(b"tEXt", b"Comment\0hello", checked=False), id="text with a wrong checksum"),
        pytest.param(chunk(b"iCCP", b"p\0\0" + compressed(300), checked=False), id="a profile with a wrong checksum"),
        pytest.param(chunk(b"iCCP", b"p\0\0" + compressed(2_000_000)), id="a profile of 2 MB"),
        pytest.param(chunk(b"zTXt", b"k\0\0" + compressed(3_000_000)), id="3 MB of compressed text"),
        pytest.param(chunk(b"iTXt", b"k\0\1\0\0\0" + compressed(3_000_000)), id="3 MB of other text"),
        pytest.param(chunk(b"gAMA", b"") + chunk(b"pHYs", b"\1"), id="empty ones"),
        pytest.param(chunk(b"eXIf", EXIF, checked=False), id="Exif with a wrong checksum"),
        pytest.param(chunk(b"acTL", struct.pack(">II", 1, 0)), id="an animation of one frame"),
        pytest.param(header(9_999, 9_999), id="a second header"),
    ],
)
def test_what_carries_no_picture_cannot_refuse_it(seven: Image.Image, added: bytes) -> None:
    assert same_pixels(decode(open_drawing(insert(encode(seven), added))), seven)


def test_a_file_that_is_all_picture_is_not_copied(seven: Image.Image) -> None:
    body = encode(seven)

    assert outline(body).bare is body


def test_nothing_but_the_picture_is_kept(seven: Image.Image) -> None:
    body = encode(seven)

    assert outline(insert(body, chunk(b"tEXt", bytes(1_000))) + bytes(1_000)).bare == body


def test_colours_that_are_transparent_are_kept(seven: Image.Image) -> None:
    picture = decode(open_drawing(encode(seven, transparency=255)))

    assert (picture.mode, picture.getchannel("A").getextrema()) == ("LA", (0, 255))


def test_it_is_turned_as_its_exif_says(seven: Image.Image) -> None:
    assert outline(insert(encode(seven), chunk(b"eXIf", EXIF))).orientation == 6


@pytest.mark.parametrize(
    ("animate", "moves"),
    [
        pytest.param(lambda seven: encode(seven, save_all=True, append_images=[invert(seven)]), True, id="two frames"),
        pytest.param(encode, False, id="none"),
    ],
)
def test_an_animation_is_found(seven: Image.Image, animate: Callable[[Image.Image], bytes], moves: bool) -> None:
    assert outline(animate(seven)).moves == moves


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(SIGNATURE + END, id="no header"),
        pytest.param(SIGNATURE + chunk(b"tEXt", bytes(20)) + header(28, 28) + END, id="a header that is not the first"),
        pytest.param(without_colours(), id="no palette"),
        pytest.param(
            SIGNATURE + header(28, 28, colours=3) + chunk(b"PLTE", b"") + chunk(b"IDAT", compressed(28 * 29)) + END,
            id="a palette without colours",
        ),
        pytest.param(
            SIGNATURE + header(28, 28) + chunk(b"IDAT", compressed(28 * 29))[:-9] + bytes(5), id="the end is missing"
        ),
        pytest.param(SIGNATURE + header(28, 28) + END, id="no picture"),
        pytest.param(SIGNATURE + header(28, 0) + chunk(b"IDAT", b"") + END, id="no rows"),
        pytest.param(insert(SIGNATURE + header(28, 28), chunk(b"tEXt", b"") * MAX_CHUNKS), id="a million chunks"),
    ],
)
def test_what_is_no_whole_picture_is_unreadable(body: bytes) -> None:
    with pytest.raises(UnreadableDrawing):
        decode(open_drawing(body))


def test_a_wrong_checksum_of_the_header_is_unreadable(seven: Image.Image) -> None:
    body = bytearray(encode(seven))
    body[30] ^= 1

    with pytest.raises(UnreadableDrawing):
        open_drawing(bytes(body))


@pytest.mark.parametrize(
    ("body", "light"),
    [
        (SIGNATURE + header(280, 280), True),
        (SIGNATURE + header(300, 300, colours=6), True),
        (SIGNATURE + header(28, 28, bits=1), True),
        (SIGNATURE + header(301, 300), False),
        (SIGNATURE + header(1024, 80), True),
        (SIGNATURE + header(80, 1025), False),
        (SIGNATURE + header(280, 280, bits=16), False),
        (SIGNATURE + header(280, 280, interlace=1), False),
        (SIGNATURE + header(28, 28) + bytes(16 * 1024), False),
        (SIGNATURE + header(28, 28) + chunk(b"IDAT", b"") * 16, True),
        (SIGNATURE + header(28, 28) + chunk(b"IDAT", b"") * 17, False),
        (SIGNATURE + header(2**32 - 1, 2**32 - 1), False),
        ((SIGNATURE + header(28, 28))[:-1], False),
        (b"", False),
        (bytes(100), False),
    ],
)
def test_only_small_pictures_in_the_order_of_their_rows_are_light(body: bytes, light: bool) -> None:
    assert is_light(body) == light
