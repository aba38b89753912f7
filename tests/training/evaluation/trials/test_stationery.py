from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from handdraw_training.evaluation.trials import stationery
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]


@pytest.fixture
def threes(writer: Writer) -> list[StrokeDrawing]:
    (three,) = writer("w:1", [3])
    return [replace(three, id=f"{index}") for index in range(20)]


def ink(image: Image.Image) -> np.ndarray:
    """Return where it is darker than paper, [h, w]."""
    return np.asarray(image.convert("L")) < 235


def longest_row(marks: np.ndarray) -> float:
    """Return the largest share of a row that is inked."""
    return float(marks.mean(axis=1).max())


def test_a_frame_runs_round_the_digit(threes: list[StrokeDrawing]) -> None:
    framed = [ink(stationery.draw_framed(one)) for one in threes]

    sides = [longest_row(side) for marks in framed for side in (marks[:140], marks[140:], marks.T[:140], marks.T[140:])]
    assert min(sides) > 0.6


def test_a_forms_box_is_near_the_digit_and_often_in_colour(threes: list[StrokeDrawing]) -> None:
    boxed = [stationery.draw_in_form_box(one) for one in threes]

    widths = [longest_row(ink(image)) for image in boxed]
    assert (min(widths) < 0.7, max(widths), {image.mode for image in boxed}) == (True, 1.0, {"RGB"})


def test_the_rest_of_a_grid_line_runs_from_border_to_border(threes: list[StrokeDrawing]) -> None:
    lined = [ink(stationery.draw_beside_grid_line(one)) for one in threes]

    level, upright = ([longest_row(marks) == 1 for marks in way] for way in (lined, [marks.T for marks in lined]))
    assert [one or other for one, other in zip(level, upright, strict=True)] == [True] * 20
    assert {*level} == {*upright} == {True, False}
