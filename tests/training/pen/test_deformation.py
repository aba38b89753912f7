import numpy as np
import pytest

from handdraw_training.pen.deformation import deform, densify, to_unit_box, turn

LINE = (np.array([[0.0, 0.0], [3.0, 4.0]]),)
CROSS = (np.array([[0.0, 0.5], [1.0, 0.5]]), np.array([[0.5, 0.0], [0.5, 1.0]]))


def test_strokes_fill_the_unit_box_with_their_longer_side_and_lie_in_its_middle() -> None:
    (line,) = to_unit_box(LINE)

    assert line.tolist() == [[0.125, 0.0], [0.875, 1.0]]


def test_a_point_lies_in_the_middle_of_the_unit_box() -> None:
    (point,) = to_unit_box((np.array([[7.0, 7.0]]),))

    assert point.tolist() == [[0.5, 0.5]]


def test_a_long_line_gets_points_between_its_ends() -> None:
    line = densify(np.array([[0.0, 0.0], [1.0, 0.0]]), step=0.25)

    assert line.tolist() == [[0, 0], [0.25, 0], [0.5, 0], [0.75, 0], [1, 0]]


def test_a_single_point_stays_alone() -> None:
    assert densify(np.array([[1.0, 2.0]])).tolist() == [[1, 2]]


def test_a_stroke_is_turned_clockwise_around_the_origin() -> None:
    turned = turn(np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]]), 90)

    assert turned.round(6).tolist() == [[0, 0], [0, 2], [-1, 0]]


def test_no_strength_deforms_nothing() -> None:
    straight = deform(LINE, np.random.default_rng(0), strength=0)[0]

    assert np.allclose(straight[:, 1], straight[:, 0] * 4 / 3 + straight[0, 1] - straight[0, 0] * 4 / 3)


def test_the_same_seed_deforms_the_same_and_another_differently() -> None:
    first, again, other = (np.concatenate(deform(CROSS, np.random.default_rng(seed))) for seed in (1, 1, 3))

    assert (np.array_equal(first, again), np.array_equal(first, other)) == (True, False)


@pytest.mark.parametrize("seed", range(20))
def test_a_deformed_drawing_keeps_its_strokes_and_about_its_place(seed: int) -> None:
    strokes = deform(CROSS, np.random.default_rng(seed))

    points = np.concatenate(strokes)
    assert (len(strokes), points.min() > -0.5, points.max() < 1.5) == (2, True, True)
