from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from handdraw_inference.drawings.clutter import Reading, find_readings
from handdraw_inference.drawings.normalisation import normalise, survey
from handdraw_inference.drawings.paper import lay_out

from ..pictures import invert
from .surroundings import KINDS, Scene, draw, in_a_hard_shadow, place


def readings_of(picture: Image.Image) -> tuple[Reading, ...]:
    return find_readings(lay_out(picture))


def box_of(reading: Reading) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return it in the picture's own pixels."""
    return np.array(reading.box) * reading.scale


@pytest.mark.parametrize("light_on_dark", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_the_digit_alone_is_kept_to_two_pixels_and_what_is_left_out_is_said(kind: str, light_on_dark: bool) -> None:
    scenes = [KINDS[kind](digit) for digit in range(10)]
    pictures = [scene.picture for scene in scenes]
    if light_on_dark and kind != "on a desk":
        pictures = [invert(picture) for picture in pictures]

    found = [readings_of(picture)[0] for picture in pictures]

    distances = [np.abs(box_of(reading) - scene.box).max() for reading, scene in zip(found, scenes, strict=True)]
    assert (max(distances) <= 2.5, [reading.left_out for reading in found]) == (True, [True] * 10)
    assert not any(survey(picture).plain for picture in pictures)


@pytest.mark.parametrize("light_on_dark", [False, True])
def test_a_shadows_edge_is_no_ink(light_on_dark: bool) -> None:
    scenes = [in_a_hard_shadow(digit) for digit in range(10)]
    pictures = [invert(scene.picture) if light_on_dark else scene.picture for scene in scenes]

    found = [readings_of(picture)[0] for picture in pictures]

    distances = [np.abs(box_of(reading) - scene.box).max() for reading, scene in zip(found, scenes, strict=True)]
    assert max(distances) <= 2.5


@pytest.mark.parametrize(
    ("size", "side"), [((280, 280), 280), ((1000, 1000), 300), ((2000, 500), 300), ((64, 15_000), 300), ((15, 200), 55)]
)
def test_the_grid_is_as_large_as_the_area_allows_whatever_the_aspect(size: tuple[int, int], side: int) -> None:
    picture = Image.new("L", size, 255)
    ImageDraw.Draw(picture).rectangle([size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2], fill=0)

    (reading,) = readings_of(picture)

    assert reading.ink.size == pytest.approx(side**2, rel=0.15)


def test_without_ink_there_is_nothing_to_read() -> None:
    assert readings_of(Image.new("L", (280, 280), 255)) == ()


@pytest.fixture
def doubtful() -> Scene:
    """A 7 with a stroke so near that it may be a part."""
    scene = place(draw(7))
    ImageDraw.Draw(scene.picture).line([(262, 180), (262, 240)], fill=0, width=14)
    return scene


def test_a_mark_that_may_be_a_part_is_left_out_of_one_reading_and_in_the_other(doubtful: Scene) -> None:
    readings = readings_of(doubtful.picture)

    assert [(reading.box[2], reading.left_out) for reading in readings] == [(doubtful.box[2], True), (270, False)]


def test_ink_that_is_left_out_is_not_in_the_reading(doubtful: Scene) -> None:
    (likelier, other) = readings_of(doubtful.picture)

    assert [bool(reading.ink[:, 250:].any()) for reading in (likelier, other)] == [False, True]
    assert np.array_equal(likelier.ink[:, :240], other.ink[:, :240])


def specks(*places: tuple[int, int], side: int) -> Callable[[Image.Image], None]:
    def draw_specks(picture: Image.Image) -> None:
        for x, y in places:
            picture.paste(0, (x, y, x + side, y + side))

    return draw_specks


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(specks((5, 5), (250, 9), side=2), False, id="specks"),
        pytest.param(specks((5, 5), side=8), True, id="a dot"),
    ],
)
def test_only_what_is_more_than_a_speck_is_said_to_be_left_out(
    change: Callable[[Image.Image], None], said: bool
) -> None:
    scene = place(draw(3))
    change(scene.picture)

    assert [(reading.box, reading.left_out) for reading in readings_of(scene.picture)] == [(scene.box, said)]


@pytest.mark.parametrize("stroke", [3, 4])
def test_a_digit_that_fills_its_picture_is_ink(stroke: int) -> None:
    tight = np.full((20, 10), 255, np.uint8)
    tight[:, 5 - stroke // 2 : 5 - stroke // 2 + stroke] = 0

    glyph = normalise(Image.fromarray(tight))

    assert (glyph.ink.width_px, glyph.ink.height_px, glyph.pixels.max()) == (stroke, 20, 255)
