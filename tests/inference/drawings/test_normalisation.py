import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageOps

from handdraw_inference import errors
from handdraw_inference.drawings.decoding import open_drawing
from handdraw_inference.drawings.normalisation import Glyph, normalise


def encoded(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def read(body: bytes, media_type: str | None = None) -> Glyph:
    return normalise(open_drawing(body, media_type))


@pytest.fixture
def seven(sample: Callable[[int], bytes]) -> Image.Image:
    """Black on white, mode L."""
    return Image.open(BytesIO(sample(7)))


def inverted(image: Image.Image) -> Image.Image:
    return image.point([255 - value for value in range(256)])


def on_transparency(image: Image.Image, ink: tuple[int, int, int]) -> Image.Image:
    layer = Image.new("RGBA", image.size, (*ink, 255))
    layer.putalpha(inverted(image))
    return layer


def with_16_bits(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(image).astype(np.uint16) * 257)


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(inverted, id="white on black"),
        pytest.param(lambda image: on_transparency(image, (0, 0, 0)), id="black on transparency"),
        pytest.param(lambda image: on_transparency(image, (255, 255, 255)), id="white on transparency"),
        pytest.param(lambda image: on_transparency(image, (0, 0, 255)), id="blue on transparency"),
        pytest.param(lambda image: image.convert("RGB"), id="RGB"),
        pytest.param(lambda image: image.convert("RGBA"), id="RGBA, opaque"),
        pytest.param(lambda image: image.convert("LA"), id="LA, opaque"),
        pytest.param(lambda image: image.convert("P"), id="palette"),
        pytest.param(with_16_bits, id="16 bits"),
        pytest.param(lambda image: Image.merge("RGB", (image, Image.new("L", image.size, 255), image)), id="green"),
    ],
)
def test_the_same_strokes_give_the_same_glyph_in_any_colours(
    seven: Image.Image, drawn: Callable[[Image.Image], Image.Image]
) -> None:
    expected = read(encoded(seven)).pixels

    again = read(encoded(drawn(seven))).pixels

    assert np.array_equal(again, expected)


@pytest.mark.parametrize("corner", [(0, 0), (300, 10), (40, 400), (420, 420)])
def test_the_place_on_the_canvas_does_not_matter(seven: Image.Image, corner: tuple[int, int]) -> None:
    canvas = Image.new("L", (700, 700), 255)
    canvas.paste(seven, corner)

    glyph = read(encoded(canvas))

    assert np.array_equal(glyph.pixels, read(encoded(seven)).pixels)


def test_a_drawing_of_another_size_gives_nearly_the_same_glyph(seven: Image.Image) -> None:
    doubled = seven.resize((560, 560), Image.Resampling.BICUBIC)

    difference = np.abs(read(encoded(doubled)).pixels.astype(int) - read(encoded(seven)).pixels)

    assert difference.mean() < 2


def test_a_jpeg_gives_nearly_the_same_glyph(seven: Image.Image) -> None:
    difference = np.abs(read(encoded(seven, "JPEG", quality=75)).pixels.astype(int) - read(encoded(seven)).pixels)

    assert difference.mean() < 2


def test_a_digit_on_a_card_within_transparency_is_read_from_its_card(seven: Image.Image) -> None:
    layer = Image.new("RGBA", (320, 320), (0, 0, 0, 0))
    layer.paste(seven.convert("RGBA"), (20, 20))

    glyph = read(encoded(layer))

    assert np.array_equal(glyph.pixels, read(encoded(seven)).pixels)


def test_the_glyph_is_20_high_with_its_centre_of_mass_in_the_middle(seven: Image.Image) -> None:
    pixels = read(encoded(seven)).pixels.astype(float)
    rows, columns = np.nonzero(pixels)
    y, x = (float(np.average(axis, weights=pixels[rows, columns])) for axis in (rows, columns))

    assert (pixels.shape, int(np.ptp(rows)) + 1, round(x - 13.5), round(y - 13.5)) == ((28, 28), 20, 0, 0)


def test_the_first_picture_of_a_jpeg_with_several_is_read_as_phones_write_them(seven: Image.Image) -> None:
    several = encoded(seven, "MPO", save_all=True, append_images=[inverted(seven)], quality=95)

    difference = np.abs(read(several, "image/jpeg").pixels.astype(int) - read(encoded(seven)).pixels)

    assert difference.mean() < 2


def test_a_photo_turned_by_its_exif_is_turned_back(seven: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to see it upright
    turned = encoded(seven.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)

    difference = np.abs(read(turned).pixels.astype(int) - read(encoded(seven)).pixels)

    assert difference.mean() < 2


@pytest.mark.parametrize("width", [4, 10, 24])
def test_the_ink_is_measured_in_the_drawings_own_pixels(width: int) -> None:
    canvas = Image.new("L", (400, 200), 255)
    ImageDraw.Draw(canvas).line([(100, 30), (100, 169)], fill=0, width=width)

    ink = read(encoded(canvas)).ink

    assert ink.model_dump() == {
        "width_px": width,
        "height_px": 140,
        "share": pytest.approx(140 * width / 80_000, rel=0.1),
        "stroke_px": pytest.approx(width, rel=0.25),
        "offset_px": pytest.approx(100, abs=1),
    }


@pytest.mark.parametrize(
    ("box", "grey", "warnings"),
    [
        ((50, 50, 60, 150), 0, ()),
        ((0, 50, 10, 150), 0, ("touches_edge",)),
        ((190, 50, 199, 150), 0, ("touches_edge",)),
        ((50, 50, 60, 150), 200, ("faint_ink",)),
        ((50, 100, 60, 199), 200, ("faint_ink", "touches_edge")),
    ],
)
def test_what_may_have_gone_wrong_while_drawing_is_said(
    box: tuple[int, int, int, int], grey: int, warnings: tuple[str, ...]
) -> None:
    canvas = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(canvas).rectangle(box, fill=grey)

    glyph = read(encoded(canvas))

    assert glyph.warnings == warnings


def beside(*drawings: Image.Image) -> Image.Image:
    canvas = Image.new("L", (sum(one.width for one in drawings), drawings[0].height), 255)
    for place, one in enumerate(drawings):
        canvas.paste(one, (place * drawings[0].width, 0))
    return canvas


def test_two_digits_beside_each_other_are_several_marks(sample: Callable[[int], bytes], seven: Image.Image) -> None:
    pairs = [beside(seven, Image.open(BytesIO(sample(digit)))) for digit in range(10)]

    warnings = [read(encoded(pair)).warnings for pair in pairs]

    assert warnings == [("several_marks",)] * 10


def test_a_digit_above_another_is_several_marks(seven: Image.Image) -> None:
    canvas = Image.new("L", (280, 560), 255)
    canvas.paste(seven, (0, 0))
    canvas.paste(seven, (0, 280))

    assert read(encoded(canvas)).warnings == ("several_marks",)


def test_no_digit_of_ours_is_several_marks(sample: Callable[[int], bytes]) -> None:
    assert [read(sample(digit)).warnings for digit in range(10)] == [()] * 10


@pytest.mark.parametrize("width", [2, 4, 8, 14])
def test_a_thin_pen_leaves_ink_about_as_thick_as_mnists(width: int) -> None:
    canvas = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(canvas).line([(60, 40), (220, 40), (120, 240)], fill=0, width=width, joint="curve")

    rows = read(encoded(canvas)).pixels[16:20].astype(float) / 255  # through the leg

    assert 1.3 < rows.sum(axis=1).mean() < 4.2


def photographed(image: Image.Image) -> Image.Image:
    """Lit from one side, darker in the corners."""
    y, x = np.mgrid[-1 : 1 : image.height * 1j, -1 : 1 : image.width * 1j]
    light = 190 - 45 * x - 20 * y - 15 * (x * x + y * y)
    return Image.fromarray((light * (0.3 + 0.7 * np.asarray(image) / 255)).astype(np.uint8))


def test_uneven_light_on_the_paper_gives_nearly_the_same_glyph(seven: Image.Image) -> None:
    difference = np.abs(read(encoded(photographed(seven))).pixels.astype(int) - read(encoded(seven)).pixels)

    assert difference.mean() < 9  # its centre of mass is half a pixel away


def test_specks_far_from_the_ink_do_not_count(seven: Image.Image) -> None:
    specked = seven.copy()
    for place in [(2, 3), (276, 5), (4, 270), (277, 276)]:
        specked.putpixel(place, 0)

    assert np.array_equal(read(encoded(specked)).pixels, read(encoded(seven)).pixels)


@pytest.mark.parametrize("drawn", [lambda glyph: glyph, inverted], ids=["white on black", "black on white"])
def test_what_is_a_glyph_already_is_left_as_it_is(
    sample: Callable[[int], bytes], drawn: Callable[[Image.Image], Image.Image]
) -> None:
    glyphs = [read(sample(digit)).pixels for digit in range(10)]

    again = [read(encoded(drawn(Image.fromarray(glyph)))).pixels for glyph in glyphs]

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

    pixels = read(encoded(picture)).pixels

    assert not np.array_equal(pixels, np.asarray(picture))
    assert np.abs(pixels.astype(int) - glyph).mean() < 15


def test_a_line_of_one_pixel_is_thickened_on_a_small_canvas_too() -> None:
    canvas = Image.new("L", (28, 28))
    ImageDraw.Draw(canvas).line([(14, 4), (14, 23)], fill=255)

    assert (read(encoded(canvas)).pixels[14] > 0).sum() > 1


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_bomb(side: int) -> bytes:
    """The header of a huge PNG, and less than it promises."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")


def specks(size: tuple[int, int], *places: tuple[int, int]) -> bytes:
    canvas = Image.new("L", size, 255)
    for place in places:
        canvas.putpixel(place, 0)
    return encoded(canvas)


def many_scans(image: Image.Image) -> bytes:
    """A progressive JPEG whose last scan comes a thousand times."""
    body = encoded(image, "JPEG", progressive=True)
    last = body.rindex(b"\xff\xda")
    return body[:-2] + body[last:-2] * 1000 + body[-2:]


def animated(image: Image.Image) -> bytes:
    return encoded(image, save_all=True, append_images=[inverted(image)], duration=100)


@pytest.mark.parametrize(
    ("body", "media_type", "error"),
    [
        pytest.param(lambda _: b"", "image/png", errors.EmptyDrawing, id="nothing"),
        pytest.param(lambda _: b"a seven, please", "image/png", errors.UnreadableDrawing, id="text"),
        pytest.param(lambda seven: encoded(seven)[:900], "image/png", errors.UnreadableDrawing, id="truncated PNG"),
        pytest.param(
            lambda seven: encoded(seven, "JPEG")[:1500], "image/jpeg", errors.UnreadableDrawing, id="truncated JPEG"
        ),
        pytest.param(lambda seven: encoded(seven)[:20], "image/png", errors.UnreadableDrawing, id="half a header"),
        pytest.param(
            lambda _: specks((280, 280), (3, 3), (277, 277)), "image/png", errors.BlankDrawing, id="two specks"
        ),
        pytest.param(
            lambda _: specks((4096, 1024), (900, 900)), "image/png", errors.BlankDrawing, id="a speck on 4 megapixels"
        ),
        pytest.param(many_scans, "image/jpeg", errors.UnreadableDrawing, id="a JPEG of many scans"),
        pytest.param(lambda _: encoded(Image.new("L", (1, 1))), "image/png", errors.BlankDrawing, id="1x1"),
        pytest.param(lambda _: encoded(Image.new("L", (280, 280), 255)), "image/png", errors.BlankDrawing, id="blank"),
        pytest.param(
            lambda _: encoded(Image.new("RGBA", (280, 280), (0, 0, 0, 0))),
            "image/png",
            errors.BlankDrawing,
            id="transparent",
        ),
        pytest.param(animated, "image/png", errors.AnimatedDrawing, id="animated"),
        pytest.param(lambda _: png_bomb(20_000), "image/png", errors.DrawingTooLarge, id="bomb"),
        pytest.param(lambda _: png_bomb(2_000), "image/png", errors.UnreadableDrawing, id="less than it promises"),
        pytest.param(encoded, "image/gif", errors.UnsupportedMedia, id="GIF by its type"),
        pytest.param(encoded, "", errors.UnsupportedMedia, id="no type"),
        pytest.param(lambda seven: encoded(seven, "GIF"), "image/png", errors.UnreadableDrawing, id="GIF by its bytes"),
        pytest.param(
            lambda seven: encoded(seven, "JPEG"), "image/png", errors.UnsupportedMedia, id="a JPEG called PNG"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    seven: Image.Image, body: Callable[[Image.Image], bytes], media_type: str, error: type[errors.DrawingRefused]
) -> None:
    with pytest.raises(errors.DrawingRefused) as refused:
        read(body(seven), media_type)

    assert refused.type is error


def test_a_drawing_of_4_megapixels_is_still_read(seven: Image.Image) -> None:
    glyph = read(encoded(seven.resize((2048, 2048))))

    assert np.abs(glyph.pixels.astype(int) - read(encoded(seven)).pixels).mean() < 2
