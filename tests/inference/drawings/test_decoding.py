from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from handdraw_inference import errors
from handdraw_inference.drawings.decoding import open_drawing

from ..pictures import encode, invert, png_of_zeros, read


def many_scans(image: Image.Image) -> bytes:
    """A progressive JPEG whose last scan comes a thousand times."""
    body = encode(image, "JPEG", progressive=True)
    last = body.rindex(b"\xff\xda")
    return body[:-2] + body[last:-2] * 1000 + body[-2:]


def animate(image: Image.Image) -> bytes:
    return encode(image, save_all=True, append_images=[invert(image)], duration=100)


@pytest.mark.parametrize(
    ("body", "media_type", "error"),
    [
        pytest.param(lambda _: b"", "image/png", errors.EmptyDrawing, id="nothing"),
        pytest.param(lambda _: b"a seven, please", "image/png", errors.UnreadableDrawing, id="text"),
        pytest.param(lambda seven: encode(seven)[:20], "image/png", errors.UnreadableDrawing, id="half a header"),
        pytest.param(many_scans, "image/jpeg", errors.UnreadableDrawing, id="a JPEG of many scans"),
        pytest.param(animate, "image/png", errors.AnimatedDrawing, id="animated"),
        pytest.param(lambda _: png_of_zeros(20_000, 1_000_000), "image/png", errors.DrawingTooLarge, id="bomb"),
        pytest.param(encode, "image/gif", errors.UnsupportedMedia, id="GIF by its type"),
        pytest.param(encode, "", errors.UnsupportedMedia, id="no type"),
        pytest.param(lambda seven: encode(seven, "GIF"), "image/png", errors.UnreadableDrawing, id="GIF by its bytes"),
        pytest.param(lambda seven: encode(seven, "JPEG"), "image/png", errors.UnsupportedMedia, id="a JPEG called PNG"),
    ],
)
def test_what_may_not_be_decoded_is_refused_by_its_header(
    seven: Image.Image, body: Callable[[Image.Image], bytes], media_type: str, error: type[errors.DrawingRefused]
) -> None:
    with pytest.raises(errors.DrawingRefused) as refused:
        open_drawing(body(seven), media_type)

    assert refused.type is error


@pytest.mark.parametrize(
    ("media_type", "detail"),
    [
        ("", "Content-Type is missing: send the bytes of an image/png or image/jpeg, and say which"),
        (
            "x" * 1_000,
            f"Content-Type is {'x' * 64}: send the bytes of an image/png or image/jpeg, and say which",
        ),
    ],
)
def test_a_wrong_type_is_told_and_repeated_no_longer_than_a_type_is(media_type: str, detail: str) -> None:
    with pytest.raises(errors.UnsupportedMedia) as refused:
        open_drawing(b"", media_type)

    assert str(refused.value) == detail


@pytest.mark.parametrize(
    ("form", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("JPEG", "image/jpg"), ("PNG", None), ("JPEG", None)],
)
def test_a_picture_is_opened_and_no_pixel_of_it_decoded(seven: Image.Image, form: str, media_type: str | None) -> None:
    image = open_drawing(encode(seven, form), media_type)

    assert (image.format, image.size, getattr(image, "_im", None)) == (form, seven.size, None)


def test_the_first_picture_of_a_jpeg_with_several_is_read_as_phones_write_them(seven: Image.Image) -> None:
    several = encode(seven, "MPO", save_all=True, append_images=[invert(seven)], quality=95)

    difference = np.abs(read(several, "image/jpeg").pixels.astype(int) - read(encode(seven)).pixels)

    assert difference.mean() < 2
