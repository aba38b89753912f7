import numpy as np
import pytest

from handdraw_inference.drawings.grids import Grey
from handdraw_inference.drawings.page import cover_ground, find_page

DESK, PAPER, PEN = 90, 230, 30


def sheet_on_desk(left: int = 60, top: int = 50, right: int = 240, bottom: int = 250) -> Grey:
    """Return a sheet, [300, 300], with a stroke on it."""
    grey = np.full((300, 300), DESK, np.uint8)
    grey[top:bottom, left:right] = PAPER
    grey[top + 20 : bottom - 20, (left + right) // 2 - 4 : (left + right) // 2 + 4] = PEN
    return grey


def test_a_sheet_is_found_without_its_rim() -> None:
    page = find_page(sheet_on_desk())

    assert page is not None
    assert np.array_equal(np.argwhere(page)[[0, -1]], [[53, 63], [246, 236]])
    assert int(page.sum()) == 194 * 174  # the stroke is no hole in it


def test_a_0_that_encloses_much_of_a_sheet_is_no_hole_in_it() -> None:
    grey = np.full((300, 300), DESK, np.uint8)
    grey[75:225, 75:225] = PAPER
    grey[100:190, 100:190] = PEN
    grey[105:185, 105:185] = PAPER
    page = find_page(grey)

    assert page is not None
    assert int(page.sum()) == 144 * 144


def test_the_ground_becomes_as_light_as_the_page() -> None:
    grey = sheet_on_desk()
    page = find_page(grey)

    assert page is not None
    assert (np.unique(cover_ground(grey, page)).tolist(), int(cover_ground(grey, page)[150, 150])) == (
        [PEN, PAPER],
        PEN,
    )


def without_ink() -> Grey:
    return np.where(sheet_on_desk() == PEN, np.uint8(PAPER), sheet_on_desk())


def round_sheet() -> Grey:
    y, x = np.mgrid[:300, :300] - 150
    ring = np.abs(np.hypot(x, y) - 40) < 4
    return np.where(ring, PEN, np.where(np.hypot(x, y) < 90, PAPER, DESK)).astype(np.uint8)


def two_sheets() -> Grey:
    grey = sheet_on_desk()
    grey[:, 110:190] = DESK
    grey[100:120, 110:190] = PAPER
    return grey


@pytest.mark.parametrize(
    "grey",
    [
        pytest.param(np.full((300, 300), PAPER, np.uint8), id="nothing else in the picture"),
        pytest.param(without_ink(), id="no ink on it"),
        pytest.param(round_sheet(), id="round"),
        pytest.param(two_sheets(), id="not convex"),
        pytest.param(sheet_on_desk(100, 100, 160, 160), id="small"),
        pytest.param(sheet_on_desk(0, 0, 200, 200), id="in a corner of the picture"),
        pytest.param(np.where(sheet_on_desk() == DESK, np.uint8(215), sheet_on_desk()), id="hardly lighter"),
        pytest.param(sheet_on_desk(20, 147, 280, 153), id="a thin light line"),
        pytest.param(sheet_on_desk(145, 5, 151, 295), id="a thin light upright line"),
        pytest.param(sheet_on_desk(4, 5, 26, 25)[:30, :30], id="a light mark in a tiny picture"),
        pytest.param(np.zeros((1, 1), np.uint8), id="a place"),
    ],
)
def test_what_is_no_sheet_is_no_page(grey: Grey) -> None:
    assert find_page(grey) is None


@pytest.mark.parametrize("side", range(1, 24))
def test_a_light_mark_of_any_size_is_looked_at_without_a_complaint(side: int) -> None:
    grey = np.full((30, 30), DESK, np.uint8)
    grey[3 : 3 + side, 3:9] = PAPER

    assert find_page(grey) is None
