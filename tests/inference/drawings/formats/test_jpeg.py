from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_inference.drawings.formats.jpeg import LIGHT_SEGMENTS, MAX_SEGMENTS, is_light, outline
from handdraw_inference.errors import UnreadableDrawing

from ...pictures import encode, invert, same_pixels
from .test_exif import exif

SOF0, SOF2, SOS, END = b"\xff\xc0", b"\xff\xc2", b"\xff\xda", b"\xff\xd9"
HEAD = 14  # bytes: the least that a scan of three components begins with

Make = Callable[[Image.Image], bytes]
ONCE: dict[str, Make] = {
    "grey": lambda seven: encode(seven, "JPEG"),
    "colour": lambda seven: encode(seven.convert("RGB"), "JPEG"),
    "colour in full": lambda seven: encode(seven.convert("RGB"), "JPEG", subsampling=0, quality=95),
    "with tables of its own": lambda seven: encode(seven.convert("RGB"), "JPEG", optimize=True),
    "with restarts": lambda seven: encode(seven.convert("RGB"), "JPEG", restart_marker_blocks=3),
    "of four colours": lambda seven: encode(seven.convert("CMYK"), "JPEG"),
    "one colour": lambda _: encode(Image.new("RGB", (640, 480), (200, 180, 90)), "JPEG", optimize=True, quality=5),
    "of one pixel": lambda _: encode(Image.new("L", (1, 1)), "JPEG"),
}
PROGRESSIVE: dict[str, Make] = {
    "progressive, grey": lambda seven: encode(seven, "JPEG", progressive=True),
    "progressive": lambda seven: encode(seven.convert("RGB"), "JPEG", progressive=True),
    "progressive in full": lambda seven: encode(seven.convert("RGB"), "JPEG", progressive=True, subsampling=0),
}


def each(makers: dict[str, Make]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("make", makers.values(), ids=makers.keys())


def claim(body: bytes, width: int, height: int) -> bytes:
    """Have a JPEG say that it is so large."""
    at = max(body.find(SOF0), body.find(SOF2)) + 5
    return body[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + body[at + 4 :]


def add(body: bytes, *segments: tuple[int, bytes]) -> bytes:
    """Put segments after the start."""
    added = (bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + data for marker, data in segments)
    return body[:2] + b"".join(added) + body[2:]


def cut(body: bytes, share: float, scan: int = 0) -> bytes:
    """Keep a share of a scan's data, and put the end mark after it."""
    start = -1
    for _ in range(scan + 1):
        start = body.index(SOS, start + 1)
    end = body.find(b"\xff\xc4", start) if body.find(b"\xff\xc4", start) > 0 else len(body) - 2
    return body[: start + HEAD + round((end - start - HEAD) * share)] + END


@each(ONCE | PROGRESSIVE)
def test_every_kind_is_decoded_as_pillow_alone_does(seven: Image.Image, make: Make) -> None:
    alone = Image.open(BytesIO(make(seven)))

    picture = decode(open_drawing(make(seven)))

    assert same_pixels(picture, alone.convert(picture.mode))


class ReadFile(BytesIO):
    """Counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        return super().read(size)


def test_a_decoder_gets_all_of_a_file_at_once(seven: Image.Image) -> None:
    body = encode(seven.resize((1000, 1000)), "JPEG", quality=95)
    image = open_drawing(body)
    assert isinstance(image, JpegImageFile)
    image.fp = file = ReadFile(body)
    decode(image)

    assert file.reads == 1


@each(ONCE | PROGRESSIVE)
def test_what_carries_no_picture_is_left_out(seven: Image.Image, make: Make) -> None:
    body = make(seven)
    more = add(body, (0xE1, exif(">", 1)), (0xE2, bytes(60_000)), (0xE1, b"Exif\0\0" + bytes(9)), (0xFE, b"text"))

    assert outline(more + bytes(100_000) + b"\xff\xda" * 200).bare == outline(body).bare


@each(ONCE)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_one_that_goes_over_the_picture_once_and_ends_early_is_unreadable(
    seven: Image.Image, make: Make, share: float
) -> None:
    body = make(seven.resize((640, 640)))

    with pytest.raises(UnreadableDrawing):
        decode(open_drawing(claim(cut(body, share), 640, 640)))


@each(PROGRESSIVE)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_a_progressive_one_that_ends_before_its_levels_do_is_unreadable(
    seven: Image.Image, make: Make, share: float
) -> None:
    with pytest.raises(UnreadableDrawing):
        open_drawing(cut(make(seven), share))


@each(ONCE | PROGRESSIVE)
def test_one_without_its_end_is_unreadable(seven: Image.Image, make: Make) -> None:
    body = make(seven.resize((640, 640)))

    with pytest.raises(UnreadableDrawing):
        decode(open_drawing(claim(body, 640, 640)[: len(body) // 2]))


@each(ONCE | PROGRESSIVE)
def test_what_claims_more_than_it_brings_is_unreadable(seven: Image.Image, make: Make) -> None:
    with pytest.raises(UnreadableDrawing):
        decode(open_drawing(claim(make(seven), 2048, 2048)))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(lambda body: body.replace(SOF0, b"\xff\xc3"), id="lossless"),
        pytest.param(lambda body: body.replace(SOF0, b"\xff\xc9"), id="arithmetic"),
        pytest.param(lambda body: add(body, (0xC0, body[body.index(SOF0) + 4 :][:9])), id="two sizes"),
        pytest.param(lambda body: add(body, *[(0xFE, b"")] * MAX_SEGMENTS), id="thousands of segments"),
        pytest.param(lambda body: body.replace(SOF0, b"\xff\xfe"), id="no size"),
        pytest.param(lambda body: claim(body, 280, 0), id="no rows"),
        pytest.param(lambda body: body[: body.index(SOS)] + END, id="no scan"),
        pytest.param(lambda body: body[:3], id="nothing"),
    ],
)
def test_what_is_no_picture_is_unreadable(seven: Image.Image, body: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UnreadableDrawing):
        open_drawing(body(encode(seven, "JPEG")))


@pytest.mark.parametrize(
    ("size", "readable"),
    [(280, 100), (4_000, 67)],
)
def test_the_larger_it_is_the_fewer_scans_it_may_have(seven: Image.Image, size: int, readable: int) -> None:
    body = encode(seven.resize((size, size)), "JPEG", progressive=True)
    last = body.rindex(SOS)
    repeated = [body[:-2] + body[last:-2] * (count - body.count(SOS)) + END for count in (readable, readable + 1)]

    open_drawing(repeated[0])
    with pytest.raises(UnreadableDrawing, match=f"more than {readable} scans"):
        open_drawing(repeated[1])


def test_a_progressive_one_is_charged_for_what_its_decoder_keeps(seven: Image.Image) -> None:
    colour = seven.resize((400, 400)).convert("RGB")

    held = [
        outline(encode(colour, "JPEG", progressive=progressive, subsampling=subsampling)).decoder_bytes
        for progressive, subsampling in ((False, 2), (True, 2), (True, 0))
    ]

    assert held == [0, 3 * 400 * 400, 6 * 400 * 400]


def test_the_first_picture_of_several_is_read_as_phones_write_them(seven: Image.Image) -> None:
    several = encode(seven, "MPO", save_all=True, append_images=[invert(seven)], quality=95)

    assert outline(several).bare == outline(encode(seven, "JPEG", quality=95)).bare


@pytest.mark.parametrize("value", range(1, 9))
def test_it_is_turned_as_its_exif_says(seven: Image.Image, value: int) -> None:
    assert outline(encode(seven, "JPEG", exif=exif("<", value))).orientation == value


@pytest.mark.parametrize(
    ("make", "light"),
    [
        (ONCE["grey"], True),
        (ONCE["colour"], True),
        (ONCE["with tables of its own"], True),
        (ONCE["with restarts"], True),
        (ONCE["of one pixel"], True),
        (ONCE["one colour"], False),  # 640x480
        *((make, False) for make in PROGRESSIVE.values()),
        (lambda seven: claim(encode(seven, "JPEG"), 301, 300), False),
        (lambda seven: claim(encode(seven, "JPEG"), 1025, 4), False),
        (lambda seven: claim(encode(seven, "JPEG"), 1024, 80), True),
        (lambda seven: encode(seven, "JPEG") + bytes(16 * 1024), False),
        (lambda seven: add(encode(seven, "JPEG"), *[(0xFE, b"")] * (LIGHT_SEGMENTS - 6)), True),
        (lambda seven: add(encode(seven, "JPEG"), *[(0xFE, b"")] * (LIGHT_SEGMENTS - 5)), False),
        (lambda seven: b"\xff\xd8\xff" + encode(seven, "JPEG")[2:], False),
        (lambda seven: encode(seven, "JPEG").replace(SOS, b"\xff\xd9"), False),
        (lambda seven: encode(seven, "JPEG")[:200], False),
        (encode, False),
        (lambda _: b"", False),
    ],
)
def test_only_small_ones_that_go_over_the_picture_once_are_light(seven: Image.Image, make: Make, light: bool) -> None:
    assert is_light(make(seven)) == light


def test_one_that_goes_over_each_colour_by_itself_is_not_light(seven: Image.Image) -> None:
    body = encode(seven.convert("RGB"), "JPEG")
    at = body.index(SOS) + 4

    assert (is_light(body), is_light(body[:at] + b"\1" + body[at + 1 :])) == (True, False)
