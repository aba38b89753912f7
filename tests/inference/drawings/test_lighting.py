import numpy as np
import pytest

from handdraw_inference.drawings.grids import Grey
from handdraw_inference.drawings.lighting import level_light

from .surroundings import draw


def lit(paper: Grey, light: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Grey:
    return (paper * light).astype(np.uint8)


Y, X = np.mgrid[0:1:280j, 0:1:280j]
SLOPE, SHADOW = 0.9 - 0.5 * X, np.where(X + Y / 3 > 0.7, 0.45, 0.9)


@pytest.mark.parametrize("light", [pytest.param(SLOPE, id="a slope"), pytest.param(SHADOW, id="a hard shadow")])
@pytest.mark.parametrize("digit", [1, 4, 8])
def test_ink_is_left_and_the_light_is_gone(
    digit: int, light: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> None:
    paper = np.asarray(draw(digit))

    ink = level_light(lit(paper, light))

    assert np.median(ink[paper < 64]) > 200
    assert np.percentile(ink[paper == 255], 97) < 40


@pytest.mark.parametrize("digit", [1, 4, 8])
def test_light_ink_on_dark_paper_is_ink_too(digit: int) -> None:
    board = 255 - np.asarray(draw(digit))

    ink = level_light(lit(board // 2 + 60, SLOPE))

    assert np.median(ink[board > 192]) > 3 * np.percentile(ink[board == 0], 95)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (9, 1), (2, 300), (40, 40)])
def test_even_paper_of_any_shape_has_no_ink(shape: tuple[int, int]) -> None:
    assert not level_light(np.full(shape, 200, np.uint8)).any()
