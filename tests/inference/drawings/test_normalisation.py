from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageOps

from handdraw_inference import errors
from handdraw_inference.drawings import normalisation
from handdraw_inference.drawings.clutter import Reading, find_readings
from handdraw_inference.drawings.glyphs import MIDDLE, centre_of_mass
from handdraw_inference.drawings.normalisation import find_glyphs, normalise, survey, warm_up
from handdraw_inference.drawings.paper import Canvas

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


def on_a_layer(picture: Image.Image) -> Image.Image:
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 255))
    layer.putalpha(invert(picture))
    return layer


def in_blue(picture: Image.Image) -> Image.Image:
    return Image.merge("RGB", (picture, picture, Image.new("L", picture.size, 255)))


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(lambda picture: picture, id="L"),
        pytest.param(invert, id="white on black"),
        pytest.param(lambda picture: picture.convert("RGB"), id="RGB"),
        pytest.param(lambda picture: picture.convert("RGBA"), id="RGBA"),
        pytest.param(lambda picture: invert(picture).convert("RGBA"), id="RGBA, white on black"),
        pytest.param(lambda picture: picture.convert("LA"), id="LA"),
        pytest.param(on_a_layer, id="a layer that is transparent but for the ink"),
        pytest.param(in_blue, id="blue ink"),
    ],
)
def test_a_clean_drawing_takes_the_short_way_to_the_same_glyph_in_any_colours(
    sample: Callable[[int], bytes], drawn: Callable[[Image.Image], Image.Image]
) -> None:
    pictures = [Image.open(BytesIO(sample(digit))) for digit in range(10)]
    seen = [survey(drawn(picture)) for picture in pictures]
    found = [find_glyphs(one) for one in seen]

    assert [one.plain for one in seen] == [True] * 10
    assert [[glyph.warnings for glyph in glyphs] for glyphs in found] == [[()]] * 10
    assert np.array_equal([glyphs[0].pixels for glyphs in found], [normalise(picture).pixels for picture in pictures])


def test_a_clean_drawing_is_read_alike_the_long_way(sample: Callable[[int], bytes]) -> None:
    seen = [survey(Image.open(BytesIO(sample(digit)))) for digit in range(10)]
    short, long = ([find_glyphs(replace(one, plain=plain)) for one in seen] for plain in (True, False))

    assert [[(glyph.pixels.tolist(), glyph.ink, glyph.warnings) for glyph in glyphs] for glyphs in long] == [
        [(glyph.pixels.tolist(), glyph.ink, glyph.warnings) for glyph in glyphs] for glyphs in short
    ]


def test_ink_is_measured_in_the_pixels_of_what_was_sent(seven: Image.Image) -> None:
    large = read(encode(seven.resize((2240, 2240), Image.Resampling.BICUBIC))).ink
    ink = read(encode(seven)).ink

    assert large.model_dump() == {
        "width_px": pytest.approx(8 * ink.width_px, abs=8),
        "height_px": pytest.approx(8 * ink.height_px, abs=8),
        "share": pytest.approx(ink.share, rel=0.03),
        "stroke_px": pytest.approx(8 * ink.stroke_px, rel=0.03),
        "offset_px": pytest.approx(8 * ink.offset_px, abs=8),
    }


def canvas(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (280, 280)) -> Image.Image:
    """Return white paper, black in each box: left, top, right, bottom."""
    picture = Image.new("L", size, 255)
    for box in boxes:
        picture.paste(0, box)
    return picture


def ruled() -> Image.Image:
    return canvas(*((0, y, 280, y + 2) for y in range(20, 280, 36)))


def checkered(side: int) -> Image.Image:
    y, x = np.mgrid[:280, :280] // side
    return Image.fromarray(((x + y) % 2 * 255).astype(np.uint8))


def frame(margin: int, width: int) -> Image.Image:
    picture = canvas()
    ImageDraw.Draw(picture).rectangle((margin, margin, 279 - margin, 279 - margin), outline=0, width=width)
    return picture


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(canvas(size=(1, 1)), id="1x1"),
        pytest.param(canvas(size=(2, 2)), id="2x2"),
        pytest.param(canvas((0, 0, 1, 1), size=(2, 2)), id="2x2, one of them ink"),
        pytest.param(canvas(size=(1, 256)), id="1x256"),
        pytest.param(canvas(), id="white"),
        pytest.param(invert(canvas()), id="black"),
        pytest.param(Image.new("RGBA", (280, 280), (9, 99, 199, 99)), id="a veil"),
        pytest.param(canvas((140, 140, 141, 141), size=(600, 600)), id="a pixel of ink"),
        pytest.param(ruled(), id="ruled paper"),
    ],
)
def test_what_shows_nothing_but_paper_is_blank(picture: Image.Image) -> None:
    with pytest.raises(errors.BlankDrawing):
        normalise(picture)


@pytest.mark.parametrize(
    ("picture", "box"),
    [
        pytest.param(canvas((130, 0, 146, 280)), (16, 280), id="a 1 from edge to edge"),
        pytest.param(canvas((130, 0, 134, 280)), (4, 280), id="one of a thin pen"),
        pytest.param(canvas((0, 130, 280, 146)), (280, 16), id="one lying"),
        pytest.param(canvas((4, 0, 7, 20), size=(10, 20)), (3, 20), id="a 1 that fills a small picture"),
    ],
)
def test_a_stroke_alone_that_reaches_the_edges_is_read_and_warned_of(
    picture: Image.Image, box: tuple[int, int]
) -> None:
    glyph = normalise(picture)

    assert ((glyph.ink.width_px, glyph.ink.height_px), glyph.warnings) == (box, ("touches_edge",))


def test_a_digit_that_crosses_an_edge_is_read_and_warned_of(seven: Image.Image) -> None:
    cut = seven.crop((0, 0, 180, 280))

    assert normalise(cut).warnings == ("touches_edge",)


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(frame(10, 4), id="a frame alone"),
        pytest.param(frame(60, 4), id="a small frame alone"),
        pytest.param(canvas((0, 0, 280, 30)), id="a title bar"),
        pytest.param(canvas((140, 140, 141, 141)), id="a pixel of ink"),
        pytest.param(invert(canvas((140, 140, 141, 141))), id="all ink but a pixel"),
        pytest.param(checkered(2), id="a fine checkerboard"),
        pytest.param(checkered(40), id="large squares"),
        pytest.param(Image.effect_noise((280, 280), 60), id="noise"),
    ],
)
def test_what_is_no_digit_and_not_blank_is_a_glyph_that_the_network_may_judge_or_blank(picture: Image.Image) -> None:
    assert_a_glyph_or_blank(picture)


def assert_a_glyph_or_blank(picture: Image.Image) -> None:
    try:
        glyphs = find_glyphs(survey(picture))
    except errors.BlankDrawing:
        return
    assert len(glyphs) in (1, 2)
    assert all(glyph.pixels.dtype == np.uint8 and glyph.pixels.shape == (28, 28) for glyph in glyphs)
    assert all(glyph.pixels.any() and 0 < glyph.ink.share <= 1 and glyph.ink.stroke_px > 0 for glyph in glyphs)


@pytest.mark.parametrize("seed", range(300))
def test_any_picture_is_a_glyph_or_blank_and_nothing_else(seed: int) -> None:
    assert_a_glyph_or_blank(random_picture(np.random.default_rng(seed)))


def random_picture(random: np.random.Generator) -> Image.Image:
    """Return noise, a gradient or one colour, with lines, boxes and rings on it, in any mode and of any shape."""
    mode = str(random.choice(["L", "LA", "RGB", "RGBA"]))
    size = SHAPES[random.integers(len(SHAPES))](random)
    ground = GROUNDS[random.integers(len(GROUNDS))](random, *size)
    picture = Image.merge(mode, [Image.fromarray(ground(band)) for band in range(len(mode))])
    brush = ImageDraw.Draw(picture)
    for _ in range(random.integers(0, 9)):
        colour = tuple(int(random.choice([0, 20, 128, 240, 255])) for _ in mode)
        one, other = np.sort(random.integers(-10, max(size) + 10, (2, 2)), axis=0).tolist()
        width = int(random.integers(1, 25))
        add = (brush.line, brush.rectangle, brush.ellipse)[random.integers(3)]
        add([*one, *other], colour if len(mode) > 1 else colour[0], width=width)
    return picture


def slope(random: np.random.Generator, length: int) -> NDArray[np.uint8]:
    begin, end = random.uniform(0, 255, 2).tolist()
    return np.linspace(begin, end, length).astype(np.uint8)


Ground = Callable[[int], NDArray[np.uint8]]
SHAPES: tuple[Callable[[np.random.Generator], tuple[int, int]], ...] = (
    lambda random: (int(random.integers(1, 6)), int(random.integers(1, 6))),
    lambda random: (int(random.integers(1, 40)), int(random.integers(1, 40))),
    lambda random: (int(random.integers(30, 300)), int(random.integers(30, 300))),
    lambda random: (int(random.integers(4, 20)), int(random.integers(500, 900))),
)
GROUNDS: tuple[Callable[[np.random.Generator, int, int], Ground], ...] = (
    lambda random, width, height: lambda _: random.integers(0, 256, (height, width), np.uint8),
    lambda random, width, height: lambda _: np.full((height, width), random.choice([0, 20, 200, 255]), np.uint8),
    lambda random, width, height: lambda _: slope(random, width)[None, :] // 2 + slope(random, height)[:, None] // 2,
)


def test_what_is_warmed_up_is_the_long_way_on_uneven_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def find(canvas: Canvas, scale: float) -> tuple[Reading, ...]:
        seen.append(canvas.even)
        return find_readings(canvas, scale)

    monkeypatch.setattr(normalisation, "find_readings", find)
    warm_up()

    assert seen == [False]
