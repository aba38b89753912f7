from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from handdraw_inference.drawings.normalisation import normalise
from handdraw_training.evaluation.trials import pictures
from handdraw_training.evaluation.trials.pictures import VARIANTS
from handdraw_training.pen.strokes import StrokeDrawing

Writer = Callable[..., list[StrokeDrawing]]


@pytest.fixture
def three(writer: Writer) -> StrokeDrawing:
    return writer("w:1", [3])[0]


def extent(image: Image.Image) -> tuple[int, int]:
    rows, columns = np.nonzero(np.asarray(image.convert("L")) < 128)
    return int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


def test_a_digit_is_ordinarily_a_third_to_most_of_the_canvas_and_inside_it(writer: Writer) -> None:
    longer = [max(extent(pictures.draw_ordinarily(one))) for index in range(30) for one in writer(f"w:{index}", [8])]

    assert (min(longer) > 0.3 * 280, max(longer) < 0.92 * 280) == (True, True)


@pytest.mark.parametrize("size", pictures.SIZES)
def test_a_size_is_the_longer_side_as_a_share_of_the_canvas(three: StrokeDrawing, size: float) -> None:
    assert max(extent(pictures.draw_with_size(size, three))) == pytest.approx(size * 280 + pictures.WIDTH, abs=4)


def test_a_wider_pen_changes_neither_place_nor_size(three: StrokeDrawing) -> None:
    thin, wide = (np.asarray(pictures.draw_with_width(width, three)) < 128 for width in (3, 8))

    assert (wide.sum() > 2 * thin.sum(), (thin & ~wide).sum() < 0.05 * thin.sum()) == (True, True)


def test_a_corner_is_where_the_ink_almost_leaves_the_canvas(three: StrokeDrawing) -> None:
    rows, columns = np.nonzero(np.asarray(pictures.draw_at(((1, 0),), three)) < 128)

    assert (int(rows.min()) < 6, int(columns.max()) > 273) == (True, True)


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_shows_the_same_ink_in_other_colours(three: StrokeDrawing, name: str) -> None:
    image = pictures.draw_smooth(three)

    assert np.array_equal(normalise(VARIANTS[name](image)).pixels, normalise(image).pixels)


def test_grain_lies_on_the_paper_and_on_the_ink(three: StrokeDrawing) -> None:
    plain, grainy = np.asarray(pictures.draw_ordinarily(three)), np.asarray(pictures.draw_grainy(25, three)).astype(int)

    assert (len(np.unique(grainy[plain == 255])) > 20, len(np.unique(grainy[plain == 0])) > 20) == (True, True)


def test_a_photograph_is_lit_from_one_side(three: StrokeDrawing) -> None:
    levels = np.asarray(pictures.draw_photographed(three).convert("L"))
    corners = [int(np.median(part)) for part in (levels[:20, :20], levels[:20, -20:], levels[-20:, :20])]

    assert max(corners) - min(corners) > 8


def test_what_chance_decides_for_one_drawing_is_not_what_it_decides_for_another() -> None:
    first, second = (pictures.ordinary_pen(name) for name in ("a", "b"))

    assert first.size != second.size
