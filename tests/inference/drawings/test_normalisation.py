from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps

from handdraw_inference import errors
from handdraw_inference.drawings.normalisation import centre, centre_of_mass, fit, spread, thicken

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


def test_the_glyph_is_20_high_with_its_centre_of_mass_in_the_middle(seven: Image.Image) -> None:
    pixels = read(encode(seven)).pixels.astype(float)
    rows, columns = np.nonzero(pixels)
    centre_of_mass = [round(float(np.average(axis, weights=pixels[rows, columns])) - 13.5) for axis in (rows, columns)]

    assert (pixels.shape, int(np.ptp(rows)) + 1, centre_of_mass) == ((28, 28), 20, [0, 0])


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


def with_grain(glyph: Image.Image) -> Image.Image:
    grain = np.random.default_rng(1).normal(0, 10, (28, 28))
    return Image.fromarray((np.asarray(glyph) + grain).clip(0, 255).astype(np.uint8))


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(lambda glyph: ImageChops.offset(glyph, 3, 0), id="beside the middle"),
        pytest.param(lambda glyph: ImageChops.offset(glyph, 0, 3), id="below the middle"),
        pytest.param(lambda glyph: ImageOps.expand(glyph.resize((14, 14)), 7), id="10 long"),
        pytest.param(lambda glyph: ImageOps.expand(glyph, 6), id="40x40"),
        pytest.param(lambda glyph: glyph.point([level // 6 for level in range(256)]), id="faint"),
        pytest.param(with_grain, id="with grain"),
    ],
)
def test_what_is_not_quite_a_glyph_becomes_one(
    sample: Callable[[int], bytes], drawn: Callable[[Image.Image], Image.Image]
) -> None:
    glyph = read(sample(3)).pixels
    picture = drawn(Image.fromarray(glyph))

    pixels = read(encode(picture)).pixels

    assert not np.array_equal(pixels, np.asarray(picture))
    assert np.abs(pixels.astype(int) - glyph).mean() < 15


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


def test_fitting_keeps_the_aspect_and_the_darkness() -> None:
    fine = fit(Image.new("L", (30, 60), 200), 40)

    assert (fine.shape, fine.min(), fine.max()) == ((40, 20), 200, 200)


def test_nothing_is_fitted_to_less_than_a_place() -> None:
    assert fit(Image.new("L", (1, 500), 200), 40).shape == (40, 1)


@pytest.mark.parametrize(
    ("corners", "expected"),
    [(False, [[0, 1, 0], [1, 1, 1], [0, 1, 0]]), (True, [[1, 1, 1], [1, 1, 1], [1, 1, 1]])],
)
def test_ink_spreads_to_its_neighbours_and_to_the_corners_where_that_is_asked(
    corners: bool, expected: list[list[int]]
) -> None:
    fine = np.zeros((3, 3), np.float32)
    fine[1, 1] = 1

    assert spread(fine, corners=corners).tolist() == expected


@pytest.mark.parametrize(
    ("stroke_px", "thickened"),
    [pytest.param(20, False, id="a thick pen"), pytest.param(2, True, id="a thin pen")],
)
def test_only_thin_strokes_are_thickened(stroke_px: float, thickened: bool) -> None:
    crop = Image.new("L", (200, 200))
    ImageDraw.Draw(crop).line([(0, 0), (199, 199)], fill=255, width=round(stroke_px))
    fine = fit(crop, 40) / np.float32(255)
    thick = thicken(fine, crop, stroke_px)

    assert (thick.shape, bool((thick > 0.5).sum() > (fine > 0.5).sum())) == (fine.shape, thickened)


def test_ink_is_placed_with_its_mass_in_the_middle() -> None:
    fine = np.zeros((20, 30), np.float32)
    fine[2:6, 4:8] = 1

    assert centre_of_mass(centre(fine)) == (14, 14)


def test_ink_whose_mass_lies_at_its_edge_is_not_pushed_off_the_page() -> None:
    fine = np.zeros((40, 40), np.float32)
    fine[:, :2] = 1
    fine[0, 39] = 1

    assert np.flatnonzero(centre(fine).any(axis=0)).tolist() == [8, 27]


def test_the_centre_of_mass_is_measured_from_the_top_and_the_left() -> None:
    plane = np.zeros((28, 28), np.float32)
    plane[4, 9] = plane[6, 9] = 1

    assert centre_of_mass(plane) == (5.5, 9.5)
