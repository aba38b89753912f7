from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from handdraw_training.evaluation.trials import marks
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]
Places = np.ndarray
"""[n, 2] of ink: x, y"""


@pytest.fixture
def threes(writer: Writer) -> list[StrokeDrawing]:
    (three,) = writer("w:1", [3])
    return [replace(three, id=f"{index}") for index in range(20)]


def part(image: Image.Image) -> tuple[Places, Places]:
    """Return the places of the largest mark, and those of the rest."""
    ink = {(int(x), int(y)) for y, x in np.argwhere(np.asarray(image) < 128)}
    found: list[set[tuple[int, int]]] = []
    while ink:
        front = {ink.pop()}
        mark = set(front)
        while front:
            beside = {(x + dx, y + dy) for x, y in front for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
            front = beside & ink
            ink -= front
            mark |= front
        found.append(mark)
    largest = max(found, key=len)
    return np.array(sorted(largest)), np.array(sorted(place for mark in found if mark is not largest for place in mark))


def gap(digit: Places, mark: Places) -> float:
    return float(np.hypot(*(digit[:, None] - mark[None]).transpose(2, 0, 1)).min())


@pytest.mark.parametrize("picture", [one.picture for one in marks.CONDITIONS], ids=lambda one: one.__name__)
def test_a_stray_mark_lies_apart_from_the_digit_and_inside_the_picture(
    threes: list[StrokeDrawing], picture: Callable[[StrokeDrawing], Image.Image]
) -> None:
    parted = [part(picture(one)) for one in threes]

    gaps = [gap(digit, mark) for digit, mark in parted]
    edges = [(int(mark.min()), int(mark.max())) for _, mark in parted]
    assert (min(gaps) > 24, min(low for low, _ in edges) > 0, max(high for _, high in edges) < 279) == (True,) * 3


def test_a_dot_is_about_8_px_across(threes: list[StrokeDrawing]) -> None:
    dots = [part(marks.draw_with_dot(one))[1] for one in threes]

    assert {int(np.ptp(dot, axis=0).max()) + 1 for dot in dots} <= {8, 9}


def test_a_dot_in_a_corner_lies_in_one_of_the_four(threes: list[StrokeDrawing]) -> None:
    middles = [part(marks.draw_with_dot_in_a_corner(one))[1].mean(axis=0) for one in threes]

    away = [float(np.minimum(middle, 279 - middle).max()) for middle in middles]
    assert (max(away) < 20, len({tuple(middle > 140) for middle in middles}) > 2) == (True, True)


def test_a_stray_stroke_is_about_30_px_long(threes: list[StrokeDrawing]) -> None:
    strokes = [part(marks.draw_with_stroke(one))[1] for one in threes]

    lengths = [float(np.hypot(*np.ptp(stroke, axis=0))) for stroke in strokes]
    assert (min(lengths) > 20, max(lengths) < 52) == (True, True)
