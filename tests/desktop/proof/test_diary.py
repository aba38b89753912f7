from io import BytesIO

import numpy as np
from PIL import Image

from .diary import Diary

ONE, OTHER = ((100.0, 40.0), (100.0, 240.0)), ((40.0, 100.0), (240.0, 100.0))


def test_a_digit_labels_what_is_on_the_screen_and_records_what_is_not() -> None:
    diary = Diary()
    diary.draws(ONE)
    diary.records()
    diary.undoes()
    diary.says(4)
    diary.draws(OTHER)
    diary.says(5)
    diary.says(5)
    diary.says(6)

    assert (len(diary.recorded), diary.said) == (2, [(1, 5), (1, 6)])


def test_what_comes_back_is_the_same_drawing() -> None:
    diary = Diary()
    diary.draws(ONE)
    diary.records()
    diary.clears()
    diary.undoes()
    diary.records()
    diary.draws(OTHER)
    diary.undoes()
    diary.says(1)
    diary.looks_at(0)
    diary.says(2)

    assert (len(diary.recorded), diary.said) == (1, [(0, 1), (0, 2)])


def test_another_window_knows_nothing_of_the_last() -> None:
    diary = Diary()
    diary.draws(ONE)
    diary.says(1)
    diary.widens(4)
    diary.opens_another_window("closes it")
    diary.undoes()
    diary.says(2)

    assert (diary.said, diary.strip, diary.width) == ([(0, 1)], [], 16)


def test_a_sheet_is_drawn_with_ink_and_without_what_was_rubbed_out() -> None:
    diary = Diary()
    diary.draws(ONE)
    diary.draws(OTHER, erases=True)
    pixels = np.asarray(Image.open(BytesIO(diary.sheet.png())))

    assert (pixels[200, 100], pixels[100, 100], pixels[10, 10]) == (0, 255, 255)
