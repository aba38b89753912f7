from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from handdraw_training.evaluation.trials import screenshots
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]


@pytest.fixture
def threes(writer: Writer) -> list[StrokeDrawing]:
    (three,) = writer("w:1", [3])
    return [replace(three, id=f"{index}") for index in range(12)]


def test_a_window_has_a_grey_margin_on_every_side(threes: list[StrokeDrawing]) -> None:
    windows = [np.asarray(screenshots.draw_in_window(one)) for one in threes]

    edges = [(window[60:, 0], window[60:, -1], window[-1]) for window in windows]
    colours = [{tuple(np.median(edge, axis=0)) for edge in sides} for sides in edges]
    assert [len(sides) for sides in colours] == [1] * 12
    assert {red == green == blue and red < 250 for sides in colours for red, green, blue in sides} == {True}


def test_a_dark_title_bar_lies_above_the_canvas(threes: list[StrokeDrawing]) -> None:
    shown = [screenshots.draw_under_title_bar(one) for one in threes]

    bars = [np.asarray(image.convert("L"))[: image.height - 280] for image in shown]
    assert ({image.width for image in shown}, max(float(np.median(bar)) for bar in bars) < 100) == ({280}, True)
    assert {16 <= len(bar) < 42 for bar in bars} == {True}
