from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from handdraw_training.evaluation.trials import tablets
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]


@pytest.fixture
def threes(writer: Writer) -> list[StrokeDrawing]:
    (three,) = writer("w:1", [3])
    return [replace(three, id=f"{index}") for index in range(12)]


def test_strokes_turn_clockwise() -> None:
    (turned,) = tablets.turn((np.array([[0.0, 0.0], [10.0, 0.0]]),), 90)

    assert np.allclose(turned, [[0, 0], [0, 10]])  # y points down


def test_paper_is_turned_either_way() -> None:
    upright = StrokeDrawing("line", 1, "w:1", (np.array([[0.0, 0.0], [0.0, 10.0]]),))

    leaning = [np.argwhere(np.asarray(tablets.draw_turned_by(20, replace(upright, id=f"{index}"))) < 128)
               for index in range(12)]  # fmt: skip

    slopes = [float(np.polyfit(places[:, 0], places[:, 1], 1)[0]) for places in leaning]
    assert {round(np.degrees(np.arctan(slope)) / 5) * 5 for slope in slopes} == {-20, 20}


@pytest.mark.parametrize("longer", tablets.TINY)
def test_a_small_digit_is_as_long_as_it_says(threes: list[StrokeDrawing], longer: int) -> None:
    inked = [np.argwhere(np.asarray(tablets.draw_tiny(longer, one)) < 250) for one in threes]

    assert {abs(int(np.ptp(places, axis=0).max()) + 1 - longer) <= 2 for places in inked} == {True}


def test_stairs_go_level_or_upright_alone(threes: list[StrokeDrawing]) -> None:
    stairs = tablets._stairs(threes[0].strokes[0], 16)

    steps = np.diff(stairs, axis=0) != 0
    assert (bool(steps.all(axis=1).any()), len(stairs) > 20) == (False, True)


def test_large_pixels_are_squares_of_one_shade(threes: list[StrokeDrawing]) -> None:
    levels = np.asarray(tablets.draw_in_large_pixels(threes[0])).astype(int)

    changes = [np.flatnonzero(np.diff(levels, axis=axis).any(axis=1 - axis)) + 1 for axis in (0, 1)]
    assert np.gcd.reduce(np.concatenate(changes)) >= 3


def test_a_fast_stroke_keeps_its_ends() -> None:
    stroke = np.arange(22.0).reshape(11, 2)

    assert tablets._thin(stroke, 8)[:, 0].tolist() == [0, 16, 20]


def test_a_dot_stays_a_dot() -> None:
    dot = np.array([[1.0, 2.0]])

    assert np.array_equal(tablets._thin(dot, 8), dot)
