import numpy as np
import pytest

from handdraw_training.pen import tablets
from handdraw_training.pen.deformation import densify

from .made_up import ALL_DIFFERENT, glyphs_of

CURVE = (densify(np.array([[0.0, 0.0], [1.0, 0.3], [0.4, 1.0]]), 0.03),)


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_a_coarse_drawing_can_be_drawn_and_read_as_a_glyph() -> None:
    assert glyphs_of(lambda rng: tablets.record_coarsely(CURVE, rng)) == ALL_DIFFERENT


def test_stairs_go_from_place_to_neighbouring_place_of_a_coarse_grid(rng: np.random.Generator) -> None:
    stairs = tablets.snap(CURVE[0], 12, rng.random(2))
    steps = np.diff(stairs, axis=0) * 12

    assert (np.abs(steps).round(6).max(), np.abs(steps - steps.round()).max() < 1e-6) == (1, True)
    assert np.abs(steps).max(axis=1).min() > 0.5


def test_a_polygon_keeps_few_points_and_both_ends() -> None:
    stroke = CURVE[0]

    assert tablets.sample(stroke, 5).tolist() == [*stroke[:-1:5].tolist(), stroke[-1].tolist()]


def test_a_drawing_is_recorded_as_stairs_or_as_polygons_or_as_both(rng: np.random.Generator) -> None:
    counts = [len(tablets.record_coarsely(CURVE, rng)[0]) for _ in range(100)]

    assert (min(counts) < 20, max(counts) > 20) == (True, True)
