import numpy as np
import pytest

from handdraw_training.pen.deformation import to_unit_box
from handdraw_training.pen.rendering import Pen, draw, to_pixels

LINE = (np.array([[0.0, 0.0], [1.0, 2.0]]),)


def test_the_longer_side_of_a_drawing_is_the_pens_size() -> None:
    canvas = np.asarray(draw(to_unit_box(LINE), Pen(width=1, size=0.5)))

    rows = np.flatnonzero((canvas < 128).any(axis=1))

    assert np.ptp(rows) + 1 == pytest.approx(140, abs=2)


def test_a_drawing_lies_in_the_middle_unless_the_pen_says_otherwise() -> None:
    (middle,), (corner,) = (to_pixels(LINE, Pen(place=place), side=280) for place in ((0.5, 0.5), (0.0, 0.0)))

    assert (middle.mean(axis=0).tolist(), bool((corner < middle).all())) == ([140, 140], True)


def test_only_a_smooth_pen_draws_grey() -> None:
    hard, smooth = (np.unique(np.asarray(draw(LINE, Pen(smooth=smooth)))) for smooth in (False, True))

    assert (hard.tolist(), len(smooth) > 2) == ([0, 255], True)


def test_a_single_point_is_a_dot_as_wide_as_the_pen() -> None:
    canvas = np.asarray(draw((np.array([[0.0, 0.0]]),), Pen(width=8)))

    rows, columns = np.nonzero(canvas < 128)

    assert [np.ptp(rows) + 1, np.ptp(columns) + 1] == pytest.approx([8, 8], abs=1)
