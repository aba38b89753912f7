import numpy as np
import pytest

from handdraw_training.evaluation.trials import layers
from handdraw_training.pen.rendering import Pen

LINE = (np.array([[0.0, 0.0], [1.0, 0.0]]),)


def test_ink_covers_what_lies_below() -> None:
    page = layers.lay(np.array([[0.0, 0.5, 1.0]]), (0, 0, 200), layers.blank_page((100, 100, 100), 1, 3))

    assert page.tolist() == [[[100, 100, 100], [50, 50, 150], [0, 0, 200]]]


def test_ink_is_one_where_the_pen_went() -> None:
    ink = layers.draw_ink(LINE, Pen(width=8, size=0.5))

    assert (ink.max(), ink.min(), layers.box_of(ink)) == (1.0, 0.0, (70, 137, 211, 145))


def test_a_blank_layer_has_an_empty_box() -> None:
    assert layers.box_of(np.zeros((9, 9))) == (0, 0, 0, 0)


def test_a_line_has_square_ends_and_its_width() -> None:
    drawn = layers.draw_lines([(100, 50, 180, 50)], 4)

    rows, columns = np.nonzero(drawn > 0.5)
    assert (int(np.ptp(rows)) + 1, int(columns.min()), int(columns.max())) == (4, 98, 181)


@pytest.mark.parametrize(("levels", "mode"), [(np.full((2, 2, 3), 300.0), "RGB"), (np.full((2, 2), -4.2), "L")])
def test_levels_beyond_black_and_white_are_cut(levels: np.ndarray, mode: str) -> None:
    image = layers.to_image(levels)

    assert (image.mode, np.unique(np.asarray(image)).tolist()) == (mode, [255 if mode == "RGB" else 0])


def test_pens_draw_within_what_was_asked_for() -> None:
    rng = np.random.default_rng(1)

    pens = [layers.any_pen(rng, (0.3, 0.4), (5, 6)) for _ in range(50)]

    assert {pen.width for pen in pens} == {5, 6}
    assert {0.3 <= pen.size <= 0.4 for pen in pens} == {True}
