from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw

from handdraw_inference.drawings.grids import Grey
from handdraw_inference.drawings.lines import erase_lines, find_lines

from ..pictures import invert
from .surroundings import draw

Change = Callable[[ImageDraw.ImageDraw], None]
LINE, PEN = 200, 255
BOX_ROWS, BOX_COLUMNS = [*range(80, 84), *range(217, 221)], [*range(60, 64), *range(197, 201)]


def ink_of(*changes: Change, below: Image.Image | None = None) -> Grey:
    """Return ink, [280, 280], 0 paper; ``below`` lies beneath what is drawn."""
    ink = invert(below) if below else Image.new("L", (280, 280))
    for change in changes:
        change(ImageDraw.Draw(ink))
    return np.asarray(ink)


def level(y: int, width: int = 3, left: int = 0, right: int = 279) -> Change:
    return lambda brush: brush.rectangle((left, y, right, y + width - 1), fill=LINE)


def upright(x: int, width: int = 3, top: int = 0, bottom: int = 279) -> Change:
    return lambda brush: brush.rectangle((x, top, x + width - 1, bottom), fill=LINE)


def box(left: int, top: int, right: int, bottom: int, width: int = 3) -> Change:
    return lambda brush: brush.rectangle((left, top, right, bottom), outline=LINE, width=width)


def found(ink: Grey) -> tuple[list[int], list[int]]:
    """Return the rows and the columns in which lines lie."""
    rows, columns = find_lines((ink > 30).view(np.uint8))
    return np.flatnonzero(rows.any(axis=1)).tolist(), np.flatnonzero(columns.any(axis=0)).tolist()


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        pytest.param([level(50)], ([50, 51, 52], []), id="a level line"),
        pytest.param([upright(50)], ([], [50, 51, 52]), id="an upright one"),
        pytest.param([level(50, left=120)], ([50, 51, 52], []), id="one that begins at an edge"),
        pytest.param([level(50, left=20, right=250)], ([50, 51, 52], []), id="one that ends near both"),
        pytest.param([level(50, left=60, right=200)], ([], []), id="one that ends in the middle"),
        pytest.param([level(50, left=200)], ([], []), id="a short one at an edge"),
        pytest.param([level(50, width=14)], ([], []), id="a bar"),
        pytest.param(
            [box(60, 80, 200, 220)],
            ([*range(80, 84), *range(217, 221)], [*range(60, 64), *range(197, 201)]),
            id="a box",
        ),
        pytest.param([box(100, 100, 160, 160, 8)], ([], []), id="a square loop of a pen"),
        pytest.param([level(80, left=60, right=200), level(220, left=60, right=200)], ([], []), id="two sides alone"),
        pytest.param([], ([], []), id="nothing"),
    ],
)
def test_a_line_is_printed_if_it_is_long_and_thin_or_a_side_of_a_box(
    changes: list[Change], lines: tuple[list[int], list[int]]
) -> None:
    assert found(ink_of(*changes)) == lines


@pytest.mark.parametrize("pen", [3, 5, 8, 10])
def test_no_digits_own_strokes_are_lines(pen: int) -> None:
    assert [found(ink_of(below=draw(digit, 280, pen))) for digit in range(10)] == [([], [])] * 10


@pytest.mark.parametrize("digit", [0, 1, 2, 3, 5, 7, 8, 9])
@pytest.mark.parametrize("pen", [6, 16])
def test_lines_go_and_the_strokes_that_cross_them_stay(digit: int, pen: int) -> None:
    drawn = ink_of(below=draw(digit, 280, pen))
    crossed = np.maximum(drawn, ink_of(level(150), upright(30)))

    kept, were_there = erase_lines(crossed, crossed > 64, PEN)
    lost, added = (drawn > 128) & ~kept, kept & (drawn == 0)

    assert (were_there, bool(added.any())) == (True, False)
    assert np.count_nonzero(lost) < 0.03 * np.count_nonzero(drawn > 128)


def test_lines_much_paler_than_the_strokes_are_told_by_that_alone() -> None:
    pale = np.maximum(ink_of(below=draw(8)), ink_of(level(64), upright(120)) // 4)

    kept, were_there = erase_lines(pale, pale > 40, PEN)

    assert (were_there, np.array_equal(kept, ink_of(below=draw(8)) > 1.3 * 50 + 12)) == (True, True)


def test_where_there_are_no_lines_the_marks_stay_as_they_are() -> None:
    ink = ink_of(below=draw(8))
    marks = ink > 64

    kept, were_there = erase_lines(ink, marks, PEN)

    assert (kept is marks, were_there) == (True, False)
