import errno
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from handdraw_contracts.classifications import MAX_DRAWING_PIXELS, MAX_JPEG_PIXELS
from handdraw_inference import errors
from handdraw_inference.drawings.decoding import HEIF, WORKING_PIXELS, decode, open_drawing
from handdraw_inference.drawings.formats.png import is_light

from ..calls import base64_of
from ..pictures import (
    HEADER_END,
    SIGNATURE,
    elongated_gradient,
    encode,
    grey16,
    header,
    invert,
    png_of_zeros,
    read,
    same_pixels,
)
from .formats.test_exif import exif
from .formats.test_jpeg import claim

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
EACH_FORMAT = pytest.mark.parametrize("form", FORMATS)
SENT = "send the bytes of a PNG, JPEG, WebP, BMP or GIF"


def heif(brand: bytes) -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + bytes(500)


def animate(image: Image.Image, form: str) -> bytes:
    return encode(image, form, save_all=True, append_images=[invert(image)], duration=100)


@pytest.mark.parametrize(
    ("body", "media_type", "error"),
    [
        pytest.param(lambda _: b"", "image/png", errors.EmptyDrawing, id="nothing"),
        pytest.param(lambda _: b"a seven, please", "image/png", errors.UnreadableDrawing, id="text"),
        pytest.param(lambda _: b"<svg/>", None, errors.UnreadableDrawing, id="a drawing of lines"),
        pytest.param(lambda seven: encode(seven, "TIFF"), None, errors.UnreadableDrawing, id="a TIFF"),
        pytest.param(lambda seven: encode(seven)[:20], "image/png", errors.UnreadableDrawing, id="half a header"),
        pytest.param(lambda seven: animate(seven, "PNG"), "image/png", errors.AnimatedDrawing, id="a PNG that moves"),
        pytest.param(lambda seven: animate(seven, "GIF"), "image/gif", errors.AnimatedDrawing, id="a GIF that moves"),
        pytest.param(lambda seven: animate(seven, "WEBP"), None, errors.AnimatedDrawing, id="a WebP that moves"),
        pytest.param(lambda _: png_of_zeros(20_000, 1_000_000), "image/png", errors.DrawingTooLarge, id="bomb"),
        pytest.param(encode, "image/gif", errors.UnsupportedMedia, id="a PNG called GIF"),
        pytest.param(encode, "image/tiff", errors.UnsupportedMedia, id="a type that is not read"),
        pytest.param(encode, "", errors.UnsupportedMedia, id="no type"),
        pytest.param(lambda seven: encode(seven, "JPEG"), "image/png", errors.UnsupportedMedia, id="a JPEG called PNG"),
        pytest.param(encode, "image/heic", errors.UnsupportedMedia, id="HEIC by its type"),
        pytest.param(encode, "image/avif", errors.UnsupportedMedia, id="AVIF by its type"),
        pytest.param(lambda _: heif(b"heic"), "image/jpeg", errors.UnsupportedMedia, id="HEIC by its bytes"),
        pytest.param(lambda _: heif(b"mif1"), None, errors.UnsupportedMedia, id="HEIF by its bytes"),
        pytest.param(lambda _: heif(b"avif"), None, errors.UnsupportedMedia, id="AVIF by its bytes"),
        pytest.param(lambda _: heif(b"isom"), None, errors.UnreadableDrawing, id="a film"),
    ],
)
def test_what_may_not_be_decoded_is_refused_by_its_headers(
    seven: Image.Image, body: Callable[[Image.Image], bytes], media_type: str, error: type[errors.DrawingRefused]
) -> None:
    with pytest.raises(errors.DrawingRefused) as refused:
        open_drawing(body(seven), media_type)

    assert refused.type is error


@pytest.mark.parametrize(
    ("body", "media_type", "detail"),
    [
        (b"", "", f"Content-Type is missing: {SENT}, and say which, as in image/png"),
        (b"", "x" * 1_000, f"Content-Type is {'x' * 64}: {SENT}, and say which, as in image/png"),
        (b"", None, f"The body is empty: {SENT}"),
        (b"BM", "image/png", "Content-Type says image/png, but the body is a BMP: say image/bmp"),
        (b"BM", None, f"The body is no picture that can be read: {SENT}"),
        (
            SIGNATURE + header(5000, 4000),
            None,
            "5000x4000 is more than 16 megapixels, the most for a PNG: send it smaller (28x28 are enough to be read)",
        ),
        (
            heif(b"heic"),
            None,
            HEIF,
        ),
    ],
)
def test_a_refusal_says_what_to_send(body: bytes, media_type: str | None, detail: str) -> None:
    with pytest.raises(errors.DrawingRefused) as refused:
        open_drawing(body, media_type)

    assert str(refused.value) == detail


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("JPEG", "image/jpg"),
        ("WEBP", "image/webp"),
        ("BMP", "image/bmp"),
        ("BMP", "image/x-ms-bmp"),
        ("GIF", "image/gif"),
        *((form, None) for form in FORMATS),
    ],
)
def test_a_picture_is_opened_and_no_pixel_of_it_decoded(seven: Image.Image, form: str, media_type: str | None) -> None:
    image = open_drawing(encode(seven, form), media_type)

    assert (image.format, image.size, getattr(image, "_im", None)) == (form, seven.size, None)


@pytest.mark.parametrize(
    ("form", "pixels"), [("PNG", MAX_DRAWING_PIXELS), ("JPEG", MAX_JPEG_PIXELS), ("GIF", MAX_DRAWING_PIXELS)]
)
def test_a_format_has_its_own_largest_size(seven: Image.Image, form: str, pixels: int) -> None:
    width = {MAX_DRAWING_PIXELS: 4096, MAX_JPEG_PIXELS: 8192}[pixels]

    def resized(height: int) -> bytes:
        if form == "PNG":
            return SIGNATURE + header(width, height) + encode(seven)[HEADER_END:]
        if form == "JPEG":
            return claim(encode(seven, "JPEG"), width, height)
        gif = encode(seven, "GIF")
        return gif[:6] + width.to_bytes(2, "little") + height.to_bytes(2, "little") + gif[10:]

    assert open_drawing(resized(pixels // width)).size == (width, pixels // width)
    with pytest.raises(errors.DrawingTooLarge):
        open_drawing(resized(pixels // width + 1))


@pytest.mark.parametrize("value", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_it_comes_out_upright(form: str, value: int) -> None:
    page = Image.new("L", (160, 240), 255)
    ImageDraw.Draw(page).rectangle((20, 30, 40, 120), fill=0)
    body = encode(page, form, exif=exif("<", value))

    upright = ImageOps.exif_transpose(Image.open(BytesIO(body)))

    assert same_pixels(decode(open_drawing(body)), upright)


@pytest.mark.parametrize("damage", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", exif("<", 6)[:-13]])
def test_damaged_exif_refuses_nothing(seven: Image.Image, damage: bytes) -> None:
    assert decode(open_drawing(encode(seven, "JPEG", exif=damage))).size == (280, 280)


@EACH_FORMAT
@pytest.mark.parametrize(
    ("size", "smaller"),
    [
        pytest.param((1024, 1024), (1024, 1024), id="as much as is worked on"),
        pytest.param((1025, 1024), (513, 512), id="a column more"),
        pytest.param((2500, 1800), (834, 600), id="4 megapixels"),
    ],
)
def test_of_a_large_picture_as_much_is_left_as_is_worked_on(
    form: str, size: tuple[int, int], smaller: tuple[int, int]
) -> None:
    picture = decode(open_drawing(encode(Image.new("L", size, 200), form)))
    by_halves = (-(-size[0] // 4), -(-size[1] // 4)) if size[0] > 2048 and form == "JPEG" else smaller

    assert (picture.size, picture.convert("L").getextrema()) == (by_halves, (200, 200))


@pytest.mark.parametrize("size", [(16_000_000, 1), (1, 16_000_000), (2, 8_000_000), (3, 5_000_000), (60_787, 69)])
@pytest.mark.parametrize("mode", ["L", "RGBA"])
def test_an_elongated_picture_is_reduced_like_any_of_its_area(size: tuple[int, int], mode: str) -> None:
    picture = decode(Image.new(mode, size, "white"))

    assert (WORKING_PIXELS // 4 < picture.width * picture.height <= WORKING_PIXELS, min(picture.size) > 0) == (
        True,
        True,
    )


@pytest.mark.parametrize("size", [(257, 1), (1, 257), (60_787, 69), (1, 100_000)])
@pytest.mark.parametrize("form", ["PNG", "BMP"])
def test_a_shape_that_holds_no_digit_is_refused_before_it_is_decoded(size: tuple[int, int], form: str) -> None:
    body = encode(Image.new("L", size, 255), form)

    with pytest.raises(errors.UnreadableDrawing, match=f"of this shape, {size[0]}x{size[1]}: cut the digit out"):
        open_drawing(body)


@pytest.mark.parametrize("size", [(3_799, 69), (17_664, 69)])
def test_an_elongated_page_of_a_few_kilobytes_is_neither_read_at_once_nor_large(size: tuple[int, int]) -> None:
    body = elongated_gradient(*size)
    picture = decode(open_drawing(body))

    assert (is_light(body), picture.width * picture.height <= WORKING_PIXELS) == (False, True)


def test_a_photograph_of_12_megapixels_gives_nearly_the_same_glyph(seven: Image.Image) -> None:
    photograph = encode(seven.resize((3456, 3456)).convert("RGB"), "JPEG", progressive=True, quality=95)

    difference = np.abs(read(photograph, "image/jpeg").pixels.astype(int) - read(encode(seven)).pixels)

    assert difference.mean() < 2


def test_colours_below_an_alpha_of_0_are_kept_where_a_large_picture_has_no_others(seven: Image.Image) -> None:
    large = seven.resize((1400, 1400)).convert("RGB")
    large.putalpha(0)

    picture = decode(open_drawing(encode(large)))

    assert (picture.mode, picture.convert("L").getextrema()) == ("RGB", (0, 255))


@pytest.mark.parametrize("factor", [1, 4, 16, 256])
def test_grey_of_10_or_12_bits_in_16_is_as_dark_as_grey_of_8(seven: Image.Image, factor: int) -> None:
    assert same_pixels(decode(open_drawing(encode(grey16(seven, factor)))), seven)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (1, 256), (256, 1), (7, 5)])
def test_every_kind_of_png_is_decoded_at_every_size(mode: str, size: tuple[int, int]) -> None:
    image = grey16(Image.new("L", size), 256) if mode == "I;16" else Image.new("L", size).convert(mode)

    picture = decode(open_drawing(encode(image)))

    assert (picture.size, picture.mode in ("L", "LA", "RGB", "RGBA")) == (size, True)


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (MemoryError(), errors.ResourcesExhausted),
        (OSError(errno.EMFILE, "Too many open files"), errors.ResourcesExhausted),
        (OSError(errno.ENFILE, "Too many open files in system"), errors.ResourcesExhausted),
        (OSError("broken data stream"), errors.UnreadableDrawing),
        (AssertionError(), errors.UnreadableDrawing),
        (RecursionError(), errors.UnreadableDrawing),
    ],
)
def test_what_is_ours_is_told_from_what_is_the_callers(raised: Exception, error: type[errors.InferenceError]) -> None:
    class Choking(Image.Image):
        def load(self) -> None:
            raise raised

    with pytest.raises(errors.InferenceError) as told:
        decode(Choking())

    assert told.type is error


WITHOUT_FILES = """
import base64, resource, sys
from handdraw_inference.drawings.decoding import decode, open_drawing
resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
print([decode(open_drawing(base64.b64decode(line))).size for line in sys.stdin])
"""


def test_nothing_is_loaded_that_needs_a_file_once_it_has_started(seven: Image.Image) -> None:
    bodies = "\n".join(base64_of(encode(seven, form)) for form in FORMATS)

    decoded = subprocess.run(
        [sys.executable, "-c", WITHOUT_FILES], input=bodies, capture_output=True, check=False, text=True
    )

    assert (decoded.stdout, decoded.stderr) == (f"{[(280, 280)] * len(FORMATS)}\n", "")
