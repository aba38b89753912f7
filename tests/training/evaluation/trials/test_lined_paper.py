from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from handdraw_training.evaluation.trials import lined_paper
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]


@pytest.fixture
def ones(writer: Writer) -> list[StrokeDrawing]:
    (one,) = writer("w:1", [1])
    return [replace(one, id=f"{index}") for index in range(12)]


def count_lines(levels: np.ndarray) -> int:
    """Count the lines that a column crosses in which the digit is not: the median of all columns."""
    dark = levels.astype(int) < np.median(levels) - 12
    return int(np.median((np.diff(dark.astype(int), axis=0) == 1).sum(axis=0)))


def test_rules_lie_20_to_40_px_apart(ones: list[StrokeDrawing]) -> None:
    ruled = [np.asarray(lined_paper.draw_ruled(one).convert("L")) for one in ones]

    counts = [count_lines(levels) for levels in ruled]
    assert (min(counts) >= 6, max(counts) <= 14) == (True, True)


def test_squares_have_as_many_lines_either_way(ones: list[StrokeDrawing]) -> None:
    squared = [np.asarray(lined_paper.draw_squared(one).convert("L")) for one in ones]

    counts = [(count_lines(levels), count_lines(levels.T)) for levels in squared]
    assert (max(abs(down - across) for down, across in counts) <= 1, min(map(min, counts)) >= 6) == (True, True)


def test_lines_are_grey_to_blue_and_the_ink_is_darker(ones: list[StrokeDrawing]) -> None:
    colours = np.concatenate([np.asarray(lined_paper.draw_squared(one)).reshape(-1, 3) for one in ones]).astype(int)

    blue = (colours[:, 2] - colours[:, 0] > 30).any()
    assert (bool(blue), colours.min() < 70) == (True, True)
