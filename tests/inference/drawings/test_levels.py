import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings.levels import to_eight_bits

from ..pictures import grey16, same_pixels


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_what_has_8_bits_is_left_as_it_is(seven: Image.Image, mode: str) -> None:
    image = seven.convert(mode)

    assert to_eight_bits(image) is image


@pytest.mark.parametrize(
    ("modes", "mode"),
    [
        pytest.param(["1"], "L", id="black and white"),
        pytest.param(["P"], "L", id="a palette of greys"),
        pytest.param(["CMYK"], "RGB", id="four inks"),
        pytest.param(["YCbCr"], "RGB", id="light and two colours"),
        pytest.param(["HSV"], "RGB", id="hue"),
        pytest.param(["PA"], "RGBA", id="a palette with alpha"),
        pytest.param(["RGBA", "RGBa"], "RGBA", id="premultiplied"),
        pytest.param(["LA", "La"], "LA", id="grey, premultiplied"),
    ],
)
def test_other_modes_are_converted(seven: Image.Image, modes: list[str], mode: str) -> None:
    image = seven.point([0] * 128 + [255] * 128)
    for step in modes:
        image = image.convert(step)

    picture = to_eight_bits(image)

    assert (picture.mode, same_pixels(picture.convert("L"), seven.point([0] * 128 + [255] * 128))) == (mode, True)


def test_a_palette_of_colours_stays_coloured(seven: Image.Image) -> None:
    coloured = Image.merge("RGB", [seven, seven, Image.new("L", seven.size, 90)])

    assert [to_eight_bits(image.quantize(16)).mode for image in (coloured, seven.convert("RGB"))] == ["RGB", "L"]


@pytest.mark.parametrize(("colour", "mode"), [(0, "1"), (255, "L"), ((255, 255, 255), "RGB"), (b"\0" * 128, "P")])
def test_a_colour_that_is_transparent_becomes_an_alpha(seven: Image.Image, colour: object, mode: str) -> None:
    image = seven.convert(mode)
    image.info["transparency"] = colour

    picture = to_eight_bits(image)

    assert (picture.mode, picture.getchannel("A").getextrema()) == (
        "LA" if mode in ("1", "L") else "RGBA",
        (0, 255),
    )


@pytest.mark.parametrize("bits", [8, 9, 10, 12, 16])
def test_deep_levels_are_scaled_by_the_bits_that_are_used(seven: Image.Image, bits: int) -> None:
    picture = to_eight_bits(grey16(seven, 2 ** (bits - 8)))

    assert (picture.mode, same_pixels(picture, seven)) == ("L", True)


@pytest.mark.parametrize(("mode", "factor"), [("I", 257), ("F", 1)])
def test_levels_in_32_bits_are_scaled_too(seven: Image.Image, mode: str, factor: int) -> None:
    levels = np.asarray(seven, np.int32 if mode == "I" else np.float32) * factor

    assert same_pixels(to_eight_bits(Image.fromarray(levels)), seven)


def test_a_deep_level_that_is_transparent_becomes_an_alpha(seven: Image.Image) -> None:
    image = grey16(seven, 16)
    image.info["transparency"] = 255 * 16

    picture = to_eight_bits(image)

    assert (picture.mode, np.array_equal(np.asarray(picture)[..., 1] == 0, np.asarray(seven) == 255)) == ("LA", True)
