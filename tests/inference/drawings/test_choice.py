import numpy as np
import pytest
from PIL import Image, ImageDraw

from handdraw_inference.drawings.choice import choose_marks
from handdraw_inference.drawings.ink import Box
from handdraw_inference.drawings.marks import find_marks

MAIN = (100, 80, 160, 220)  # a solid block stands for a digit of 140
FRAME = (20, 20, 280, 280)


def chosen(*boxes: Box, frames: tuple[Box, ...] = ()) -> list[set[Box]]:
    """Return the boxes of each group that is chosen among these blocks and frames on [300, 300]."""
    picture = Image.new("L", (300, 300))
    for left, top, right, bottom in boxes:
        picture.paste(255, (left, top, right, bottom))
    for left, top, right, bottom in frames:
        ImageDraw.Draw(picture).rectangle((left, top, right - 1, bottom - 1), outline=255, width=3)
    groups = choose_marks(*find_marks(np.asarray(picture) > 0))
    return [{(one.left, one.top, one.right, one.bottom) for one in group} for group in groups]


def test_without_marks_there_is_no_choice() -> None:
    assert chosen() == []


def test_one_mark_is_the_digit() -> None:
    assert chosen(MAIN) == [{MAIN}]


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        pytest.param((165, 80, 195, 90), True, id="near"),
        pytest.param((260, 20, 270, 30), False, id="a dot far away"),
        pytest.param((0, 100, 6, 140), False, id="a line at an edge"),
        pytest.param((0, 290, 300, 300), False, id="a bar along an edge"),
        pytest.param((290, 0, 300, 290), False, id="a bar along two"),
        pytest.param((240, 20, 246, 180), False, id="a long line"),
    ],
)
def test_what_lies_near_the_digit_belongs_to_it_and_lines_bars_and_strays_do_not(other: Box, kept: bool) -> None:
    assert chosen(MAIN, other) == [{MAIN, other} if kept else {MAIN}]


def test_what_is_neither_near_nor_far_makes_two_readings() -> None:
    stray = (200, 80, 230, 110)

    assert chosen(MAIN, stray) == [{MAIN}, {MAIN, stray}]


def test_a_part_that_is_loose_makes_a_reading_without_it() -> None:
    loose = (175, 80, 205, 110)

    assert chosen(MAIN, loose) == [{MAIN, loose}, {MAIN}]


def test_a_mark_as_large_as_the_digit_is_another_digit_however_far_away() -> None:
    first, second = (30, 80, 80, 220), (220, 80, 270, 220)

    assert chosen(first, second) == [{first, second}]


def test_frames_round_other_marks_are_left_out_and_a_frame_alone_is_not() -> None:
    inner = (40, 40, 260, 260)

    assert [chosen(MAIN, frames=frames) for frames in ((FRAME,), (FRAME, inner))] == [[{MAIN}], [{MAIN}]]
    assert chosen(frames=(FRAME,)) == [{FRAME}]


def test_a_long_thin_mark_alone_is_a_1() -> None:
    one = (150, 60, 158, 240)

    assert chosen(one, (20, 20, 26, 26)) == [{one}]


def test_a_mark_at_an_edge_is_the_digit_where_there_is_no_other() -> None:
    cut = (0, 100, 60, 200)

    assert chosen(cut) == [{cut}]


def test_what_is_free_of_the_edges_is_rather_the_digit() -> None:
    assert chosen(MAIN, (0, 0, 90, 120))[0] == {MAIN}
