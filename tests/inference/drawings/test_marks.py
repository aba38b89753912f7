import numpy as np
import pytest
from PIL import Image, ImageDraw

from handdraw_inference.drawings.marks import MOST, Labels, Mark, Marks, bounding_box, find_marks, is_frame, select

from .surroundings import draw


def marks_of(*rows: str) -> Marks:
    return np.array([[place == "#" for place in row] for row in rows])


def mark(left: int, top: int, width: int, height: int) -> Mark:
    return Mark(1, left, top, width, height, width * height)


def test_places_that_touch_by_a_side_or_a_corner_are_one_mark() -> None:
    found, labels = find_marks(marks_of("##...", "..#..", ".....", "....#"))

    assert found == (Mark(1, 0, 0, 3, 2, 3), Mark(2, 4, 3, 1, 1, 1))
    assert labels.tolist() == [[1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 2]]


def test_of_many_marks_the_largest_are_looked_at() -> None:
    grain = np.zeros((200, 200), np.bool_)
    grain[::4, ::4] = True
    grain[101:104, 101:104] = True  # touches four grains

    found, labels = find_marks(grain)

    assert (len(found), max(found, key=lambda one: one.area).area, int(labels.max())) == (MOST, 13, 2_497)


def test_without_ink_there_are_no_marks() -> None:
    assert find_marks(np.zeros((3, 4), np.bool_))[0] == ()


def test_the_places_of_some_marks_are_selected() -> None:
    found, labels = find_marks(marks_of("#.#.#", "#...#"))

    assert select(labels, (found[0], found[2])).tolist() == [[1, 0, 0, 0, 1], [1, 0, 0, 0, 1]]


@pytest.mark.parametrize(
    ("other", "gap"),
    [((22, 10, 5, 5), 2), ((10, 3, 5, 5), 2), ((25, 32, 5, 5), 12), ((15, 15, 50, 2), 0), ((20, 20, 5, 5), 0)],
)
def test_the_gap_is_between_the_boxes_on_the_axis_on_which_they_are_further_apart(
    other: tuple[int, int, int, int], gap: int
) -> None:
    one, two = mark(10, 10, 10, 10), mark(*other)

    assert (one.gap(two), two.gap(one)) == (gap, gap)


def test_a_mark_encloses_what_lies_within_its_box_on_all_sides() -> None:
    outer = mark(10, 10, 10, 10)

    assert [outer.encloses(mark(*box)) for box in ((11, 11, 8, 8), (10, 11, 8, 8), (11, 11, 9, 8))] == [
        True,
        False,
        False,
    ]


def test_the_edges_that_a_mark_touches_are_counted() -> None:
    boxes = ((1, 1, 3, 3), (0, 1, 3, 3), (0, 0, 3, 3), (0, 1, 10, 3), (0, 0, 10, 10))

    assert [mark(*box).edges((10, 10)) for box in boxes] == [0, 1, 2, 2, 4]


def largest(picture: Image.Image) -> tuple[Mark, Labels]:
    found, labels = find_marks(np.asarray(picture) < 128)
    return max(found, key=lambda one: one.area), labels


def framed(*, width: int, left_open: bool = False) -> Image.Image:
    picture = Image.new("L", (200, 200), 255)
    brush = ImageDraw.Draw(picture)
    brush.rectangle((20, 20, 180, 180), outline=0, width=width)
    if left_open:
        brush.rectangle((0, 30, 60, 170), fill=255)
    return picture


@pytest.mark.parametrize(
    ("picture", "frame"),
    [
        pytest.param(framed(width=2), True, id="a thin frame"),
        pytest.param(framed(width=9), True, id="a thick one"),
        pytest.param(framed(width=4, left_open=True), True, id="three sides of one"),
        pytest.param(Image.new("L", (50, 50)), True, id="a sheet, whose edges are ink as well"),
        pytest.param(draw(0), False, id="0"),
        pytest.param(draw(8), False, id="8"),
        pytest.param(draw(4), False, id="4"),
        pytest.param(draw(1), False, id="1"),
        pytest.param(draw(0, 28, 2), False, id="a small 0"),
    ],
)
def test_a_frame_has_ink_along_its_edges_and_little_inside(picture: Image.Image, frame: bool) -> None:
    assert is_frame(*largest(picture)) == frame


def test_the_bounding_box_is_of_all_marks_or_of_none() -> None:
    marks = np.zeros((9, 12), bool)
    empty = bounding_box(marks)
    marks[2, 3] = marks[7, 10] = True

    assert (empty, bounding_box(marks)) == (None, (3, 2, 11, 8))
