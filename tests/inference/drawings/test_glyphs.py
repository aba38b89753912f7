from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from handdraw_inference.drawings.glyphs import MIDDLE, centre, centre_of_mass, fit, is_glyph, spread, thicken
from handdraw_inference.drawings.grids import Grey

from ..pictures import read


def grey(width: int, height: int, level: int = 0) -> Grey:
    return np.full((height, width), level, np.uint8)


def test_fitting_keeps_the_aspect_and_the_darkness() -> None:
    fine = fit(grey(30, 60, 200), 40)

    assert (fine.shape, fine.min(), fine.max()) == ((40, 20), 200, 200)


@pytest.mark.parametrize(("width", "height", "shape"), [(1, 500, (40, 1)), (500, 1, (1, 40)), (1, 1, (40, 40))])
def test_nothing_is_fitted_to_less_than_a_place(width: int, height: int, shape: tuple[int, int]) -> None:
    assert fit(grey(width, height, 200), 40).shape == shape


def test_a_crop_of_half_the_size_keeps_its_pixels_as_sharp_as_they_are() -> None:
    crop = np.arange(400, dtype=np.uint8).reshape(20, 20)

    assert np.array_equal(fit(crop, 40), crop.repeat(2, axis=0).repeat(2, axis=1))


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
def test_only_thin_strokes_are_thickened(stroke_px: int, thickened: bool) -> None:
    drawn = Image.new("L", (200, 200))
    ImageDraw.Draw(drawn).line([(0, 0), (199, 199)], fill=255, width=stroke_px)
    crop = np.asarray(drawn)
    fine = fit(crop, 40) / np.float32(255)
    thick = thicken(fine, crop, stroke_px, np.float32(255))

    assert (thick.shape, bool((thick > 0.5).sum() > (fine > 0.5).sum())) == (fine.shape, thickened)


def test_ink_is_placed_with_its_mass_where_mnists_lies() -> None:
    fine = np.zeros((20, 30), np.float32)
    fine[2:6, 4:8] = 1

    assert centre_of_mass(centre(fine)) == (MIDDLE, MIDDLE)


def test_ink_whose_mass_lies_at_its_edge_is_not_pushed_off_the_page() -> None:
    fine = np.zeros((40, 40), np.float32)
    fine[:, :2] = 1
    fine[0, 39] = 1

    assert np.flatnonzero(centre(fine).any(axis=0)).tolist() == [8, 27]


def test_the_centre_of_mass_is_measured_from_the_top_and_the_left() -> None:
    plane = np.zeros((28, 28), np.float32)
    plane[4, 9] = plane[6, 9] = 1

    assert centre_of_mass(plane) == (5.5, 9.5)


@pytest.fixture
def three(sample: Callable[[int], bytes]) -> Grey:
    """A glyph, as the network reads it."""
    return read(sample(3)).pixels


@pytest.mark.parametrize(
    ("change", "so"),
    [
        pytest.param(lambda glyph: glyph, True, id="as it is"),
        pytest.param(lambda glyph: np.roll(glyph, 2, axis=1), False, id="beside the middle"),
        pytest.param(lambda glyph: np.pad(glyph, 1), False, id="30x30"),
        pytest.param(lambda glyph: glyph // 2, False, id="of half the contrast"),
        pytest.param(lambda glyph: np.maximum(glyph, 1), False, id="on paper that is not quite black"),
    ],
)
def test_a_glyph_is_known_by_its_form(three: Grey, change: Callable[[Grey], Grey], so: bool) -> None:
    assert is_glyph(change(three), 3.0) == so


def test_a_thin_stroke_is_no_glyph_yet(three: Grey) -> None:
    assert [is_glyph(three, stroke_px) for stroke_px in (1.3, 1.5)] == [False, True]
