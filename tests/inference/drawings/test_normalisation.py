from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageOps

from handdraw_inference import errors
from handdraw_inference.drawings.glyphs import MIDDLE, centre_of_mass
from handdraw_inference.drawings.normalisation import survey

from ..pictures import encode, invert, png_of_zeros, read, specks


@pytest.mark.parametrize("corner", [(0, 0), (300, 10), (40, 400), (420, 420)])
def test_the_place_on_the_canvas_does_not_matter(seven: Image.Image, corner: tuple[int, int]) -> None:
    canvas = Image.new("L", (700, 700), 255)
    canvas.paste(seven, corner)

    glyph = read(encode(canvas))

    assert np.array_equal(glyph.pixels, read(encode(seven)).pixels)


def test_a_drawing_of_another_size_gives_nearly_the_same_glyph(seven: Image.Image) -> None:
    doubled = seven.resize((560, 560), Image.Resampling.BICUBIC)

    difference = np.abs(read(encode(doubled)).pixels.astype(int) - read(encode(seven)).pixels)

    assert difference.mean() < 2


def test_a_jpeg_gives_nearly_the_same_glyph(seven: Image.Image) -> None:
    difference = np.abs(read(encode(seven, "JPEG", quality=75)).pixels.astype(int) - read(encode(seven)).pixels)

    assert difference.mean() < 2


def test_glyphs_are_20_long_with_their_centre_of_mass_where_mnists_lie(sample: Callable[[int], bytes]) -> None:
    glyphs = [read(sample(digit)).pixels for digit in range(10)]

    assert {max(map(extent, np.nonzero(pixels))) for pixels in glyphs} <= {20, 21}  # 21: begun with half a pixel
    assert [centre_of_mass(pixels) for pixels in glyphs] == [pytest.approx((MIDDLE, MIDDLE), abs=0.26)] * 10


def extent(places: NDArray[np.intp]) -> int:
    return int(np.ptp(places)) + 1


def test_a_photo_turned_by_its_exif_is_turned_back(seven: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to see it upright
    turned = encode(seven.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)

    difference = np.abs(read(turned).pixels.astype(int) - read(encode(seven)).pixels)

    assert difference.mean() < 2


@pytest.mark.parametrize("width", [2, 4, 8, 14])
def test_a_thin_pen_leaves_ink_about_as_thick_as_mnists(width: int) -> None:
    canvas = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(canvas).line([(60, 40), (220, 40), (120, 240)], fill=0, width=width, joint="curve")

    rows = read(encode(canvas)).pixels[16:20].astype(float) / 255  # through the leg

    assert 1.3 < rows.sum(axis=1).mean() < 4.2


def test_specks_far_from_the_ink_do_not_count(seven: Image.Image) -> None:
    specked = seven.copy()
    for place in [(2, 3), (276, 5), (4, 270), (277, 276)]:
        specked.putpixel(place, 0)

    assert np.array_equal(read(encode(specked)).pixels, read(encode(seven)).pixels)


@pytest.mark.parametrize("drawn", [lambda glyph: glyph, invert], ids=["white on black", "black on white"])
def test_what_is_a_glyph_already_is_left_as_it_is(
    sample: Callable[[int], bytes], drawn: Callable[[Image.Image], Image.Image]
) -> None:
    glyphs = [read(sample(digit)).pixels for digit in range(10)]

    again = [read(encode(drawn(Image.fromarray(glyph)))).pixels for glyph in glyphs]

    assert np.array_equal(again, glyphs)


def test_a_glyph_takes_the_short_way(sample: Callable[[int], bytes]) -> None:
    glyphs = [Image.fromarray(read(sample(digit)).pixels) for digit in range(10)]

    assert [survey(glyph).plain for glyph in glyphs] == [True] * 10


def with_grain(glyph: Image.Image) -> Image.Image:
    grain = np.random.default_rng(1).normal(0, 10, (28, 28))
    return Image.fromarray((np.asarray(glyph) + grain).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(lambda glyph: ImageChops.offset(glyph, 3, 0), id="beside the middle"),
        pytest.param(lambda glyph: ImageChops.offset(glyph, 0, -3), id="above the middle"),
        pytest.param(lambda glyph: ImageOps.expand(glyph.resize((14, 14)), 7), id="10 long"),
        pytest.param(lambda glyph: ImageOps.expand(glyph, 6), id="40x40"),
        pytest.param(lambda glyph: glyph.point([level // 6 for level in range(256)]), id="faint"),
        pytest.param(with_grain, id="with grain"),
    ],
)
def test_what_is_not_quite_a_glyph_becomes_one(
    sample: Callable[[int], bytes], drawn: Callable[[Image.Image], Image.Image]
) -> None:
    glyphs = [read(sample(digit)).pixels for digit in range(10)]
    pictures = [drawn(Image.fromarray(glyph)) for glyph in glyphs]

    again = [read(encode(picture)).pixels for picture in pictures]

    assert not any(np.array_equal(pixels, np.asarray(picture)) for pixels, picture in zip(again, pictures, strict=True))
    assert np.abs(np.subtract(again, glyphs, dtype=int)).mean() < 15


def test_a_line_of_one_pixel_is_thickened_on_a_small_canvas_too() -> None:
    canvas = Image.new("L", (28, 28))
    ImageDraw.Draw(canvas).line([(14, 4), (14, 23)], fill=255)

    assert (read(encode(canvas)).pixels[14] > 0).sum() > 1


def test_a_drawing_of_4_megapixels_is_still_read(seven: Image.Image) -> None:
    glyph = read(encode(seven.resize((2048, 2048))))

    assert np.abs(glyph.pixels.astype(int) - read(encode(seven)).pixels).mean() < 2


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param(lambda seven: encode(seven)[:900], errors.UnreadableDrawing, id="truncated PNG"),
        pytest.param(lambda seven: encode(seven, "JPEG")[:1500], errors.UnreadableDrawing, id="truncated JPEG"),
        pytest.param(lambda _: png_of_zeros(2_000, 1_000_000), errors.UnreadableDrawing, id="less than it promises"),
        pytest.param(lambda _: specks((280, 280), (3, 3), (277, 277)), errors.BlankDrawing, id="two specks"),
        pytest.param(lambda _: specks((4096, 1024), (900, 900)), errors.BlankDrawing, id="a speck on 4 megapixels"),
        pytest.param(lambda _: encode(Image.new("L", (1, 1))), errors.BlankDrawing, id="1x1"),
        pytest.param(lambda _: encode(Image.new("L", (280, 280), 255)), errors.BlankDrawing, id="blank"),
        pytest.param(
            lambda _: encode(Image.new("RGBA", (280, 280), (0, 0, 0, 0))), errors.BlankDrawing, id="transparent"
        ),
    ],
)
def test_what_cannot_be_normalised_is_refused_by_name(
    seven: Image.Image, body: Callable[[Image.Image], bytes], error: type[errors.DrawingRefused]
) -> None:
    with pytest.raises(errors.DrawingRefused) as refused:
        read(body(seven))

    assert refused.type is error
