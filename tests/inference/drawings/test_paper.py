from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from handdraw_inference.drawings.levels import to_eight_bits
from handdraw_inference.drawings.paper import lay_out

from ..pictures import encode, invert, read


def put_on_transparency(image: Image.Image, ink: tuple[int, int, int]) -> Image.Image:
    layer = Image.new("RGBA", image.size, (*ink, 255))
    layer.putalpha(invert(image))
    return layer


def widen_to_16_bits(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(image).astype(np.uint16) * 257)


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(invert, id="white on black"),
        pytest.param(lambda image: put_on_transparency(image, (0, 0, 0)), id="black on transparency"),
        pytest.param(lambda image: put_on_transparency(image, (255, 255, 255)), id="white on transparency"),
        pytest.param(lambda image: put_on_transparency(image, (0, 0, 255)), id="blue on transparency"),
        pytest.param(lambda image: image.convert("RGB"), id="RGB"),
        pytest.param(lambda image: image.convert("RGBA"), id="RGBA, opaque"),
        pytest.param(lambda image: image.convert("LA"), id="LA, opaque"),
        pytest.param(lambda image: image.convert("P"), id="palette"),
        pytest.param(widen_to_16_bits, id="16 bits"),
        pytest.param(lambda image: Image.merge("RGB", (image, Image.new("L", image.size, 255), image)), id="green"),
    ],
)
def test_the_same_strokes_give_the_same_glyph_in_any_colours(
    seven: Image.Image, drawn: Callable[[Image.Image], Image.Image]
) -> None:
    expected = read(encode(seven)).pixels

    again = read(encode(drawn(seven))).pixels

    assert np.array_equal(again, expected)


def test_a_digit_on_a_card_within_transparency_is_read_from_its_card(seven: Image.Image) -> None:
    layer = Image.new("RGBA", (320, 320), (0, 0, 0, 0))
    layer.paste(seven.convert("RGBA"), (20, 20))

    glyph = read(encode(layer))

    assert np.array_equal(glyph.pixels, read(encode(seven)).pixels)


def photograph(image: Image.Image) -> Image.Image:
    """Lit from one side, darker in the corners."""
    y, x = np.mgrid[-1 : 1 : image.height * 1j, -1 : 1 : image.width * 1j]
    light = 190 - 45 * x - 20 * y - 15 * (x * x + y * y)
    return Image.fromarray((light * (0.3 + 0.7 * np.asarray(image) / 255)).astype(np.uint8))


def test_uneven_light_on_the_paper_gives_nearly_the_same_glyph(seven: Image.Image) -> None:
    difference = np.abs(read(encode(photograph(seven))).pixels.astype(int) - read(encode(seven)).pixels)

    assert difference.mean() < 9  # its centre of mass is half a pixel away


@pytest.mark.parametrize(
    ("mode", "paper", "mark", "ink"),
    [
        pytest.param("L", 255, 55, 200, id="dark on light"),
        pytest.param("L", 20, 220, 200, id="light on dark"),
        pytest.param("RGB", (255, 255, 255), (255, 55, 255), 200, id="by the band that differs most"),
        pytest.param("LA", (255, 255), (55, 255), 200, id="on an opaque layer"),
        pytest.param("LA", (255, 0), (255, 200), 200, id="on a transparent layer, as opaque as it is"),
        pytest.param("I;16", 65535, 55 * 257, 200, id="of 16 bits"),
        pytest.param("1", 1, 0, 255, id="of one bit"),
    ],
)
def test_ink_is_how_far_a_place_is_from_the_paper(
    mode: str, paper: int | tuple[int, ...], mark: int | tuple[int, ...], ink: int
) -> None:
    image = Image.new(mode, (20, 10), paper)
    image.putpixel((4, 3), mark)
    expected = np.zeros((10, 20), np.uint8)
    expected[3, 4] = ink

    assert np.array_equal(lay_out(to_eight_bits(image)).ink, expected)


def test_marks_on_the_side_where_less_ink_lies_are_paper() -> None:
    image = Image.new("L", (20, 10), 200)
    image.putpixel((4, 3), 0)
    image.putpixel((9, 3), 255)

    assert (lay_out(image).ink[3, 4], lay_out(image).ink[3, 9]) == (200, 0)


def test_what_lies_transparent_on_a_card_is_as_light_as_the_card() -> None:
    image = Image.new("RGBA", (20, 10), (240, 240, 240, 255))
    image.putpixel((4, 3), (0, 0, 0, 255))
    image.putpixel((9, 3), (0, 0, 0, 0))

    assert (lay_out(image).ink[3, 4], lay_out(image).ink[3, 9]) == (240, 0)


def test_the_corners_that_a_card_lacks_are_not_the_drawing(seven: Image.Image) -> None:
    whole = seven.point([20 + level // 2 for level in range(256)]).convert("RGBA")
    card = whole.copy()
    card.putalpha(rounded(seven.size))

    assert np.array_equal(lay_out(card).ink, lay_out(whole).ink)


def rounded(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), 20, fill=255)
    return mask


def test_a_hole_in_a_card_without_ink_is_the_drawing(seven: Image.Image) -> None:
    card = Image.new("RGBA", seven.size, (250, 240, 230, 255))
    card.putalpha(seven)

    assert np.array_equal(lay_out(card).ink, lay_out(seven).ink)
