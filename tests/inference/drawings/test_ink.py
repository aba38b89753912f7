from collections.abc import Callable
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw

from handdraw_inference.drawings.ink import is_parted, measure, warnings

from ..pictures import encode, read


@pytest.mark.parametrize("width", [4, 10, 24])
def test_the_ink_is_measured_in_the_drawings_own_pixels(width: int) -> None:
    canvas = Image.new("L", (400, 200), 255)
    ImageDraw.Draw(canvas).line([(100, 30), (100, 169)], fill=0, width=width)

    ink = read(encode(canvas)).ink

    assert ink.model_dump() == {
        "width_px": width,
        "height_px": 140,
        "share": pytest.approx(140 * width / 80_000, rel=0.1),
        "stroke_px": pytest.approx(width, rel=0.25),
        "offset_px": pytest.approx(100, abs=1),
    }


@pytest.mark.parametrize(
    ("box", "grey", "warnings"),
    [
        ((50, 50, 60, 150), 0, ()),
        ((0, 50, 10, 150), 0, ("touches_edge",)),
        ((190, 50, 199, 150), 0, ("touches_edge",)),
        ((50, 50, 60, 150), 200, ("faint_ink",)),
        ((50, 100, 60, 199), 200, ("faint_ink", "touches_edge")),
    ],
)
def test_what_may_have_gone_wrong_while_drawing_is_said(
    box: tuple[int, int, int, int], grey: int, warnings: tuple[str, ...]
) -> None:
    canvas = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(canvas).rectangle(box, fill=grey)

    glyph = read(encode(canvas))

    assert glyph.warnings == warnings


def side_by_side(*drawings: Image.Image) -> Image.Image:
    canvas = Image.new("L", (sum(one.width for one in drawings), drawings[0].height), 255)
    for place, one in enumerate(drawings):
        canvas.paste(one, (place * drawings[0].width, 0))
    return canvas


def test_two_digits_beside_each_other_are_several_marks(sample: Callable[[int], bytes], seven: Image.Image) -> None:
    pairs = [side_by_side(seven, Image.open(BytesIO(sample(digit)))) for digit in range(10)]

    warnings = [read(encode(pair)).warnings for pair in pairs]

    assert warnings == [("several_marks",)] * 10


def test_a_digit_above_another_is_several_marks(seven: Image.Image) -> None:
    canvas = Image.new("L", (280, 560), 255)
    canvas.paste(seven, (0, 0))
    canvas.paste(seven, (0, 280))

    assert read(encode(canvas)).warnings == ("several_marks",)


def test_no_digit_of_ours_is_several_marks(sample: Callable[[int], bytes]) -> None:
    assert [read(sample(digit)).warnings for digit in range(10)] == [()] * 10


def test_ink_is_measured_by_its_area_and_its_outline() -> None:
    bar = np.ones((40, 4), np.float32)

    ink = measure(bar, bar.max(), (100, 20, 110, 120), (200, 200))

    assert ink.model_dump() == {
        "width_px": 10,
        "height_px": 100,
        "share": 0.025,
        "stroke_px": pytest.approx(2 * (10 * 100) / (2 * (10 + 100)), rel=0.05),
        "offset_px": 30.41,  # 5 to the right, 30 up
    }


FULL = np.ones((10, 10), np.bool_)


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ((1, 1, 19, 19), ()),
        ((0, 1, 19, 19), ("touches_edge",)),
        ((1, 0, 19, 19), ("touches_edge",)),
        ((1, 1, 20, 19), ("touches_edge",)),
        ((1, 1, 19, 20), ("touches_edge",)),
    ],
)
def test_each_edge_that_ink_may_touch_is_warned_of(box: tuple[int, int, int, int], found: tuple[str, ...]) -> None:
    assert warnings(FULL, box, (20, 20), contrast=96) == found


def test_ink_of_less_contrast_than_96_is_faint() -> None:
    assert warnings(FULL, (1, 1, 19, 19), (20, 20), contrast=95) == ("faint_ink",)


def marks_of(*rows: str) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    return np.array([[place == "#" for place in row] for row in rows])


@pytest.mark.parametrize(
    ("marks", "parted"),
    [
        pytest.param(marks_of("#...#", "#...#", "#...#", "#...#"), True, id="two bars"),
        pytest.param(marks_of("#..#", "#..#", "#..#", "#..#"), False, id="too near"),
        pytest.param(marks_of("#....#", "#....#", "#.....", "#....."), False, id="the second half as high"),
        pytest.param(marks_of("#....#", "#....#", "#....#", "#....."), True, id="the second more than half as high"),
        pytest.param(marks_of("#.....", "######", "#....#", "#....#"), False, id="joined"),
        pytest.param(marks_of("####", "####"), False, id="one mark"),
        pytest.param(marks_of("#....#....#", "#....#....#", "#....#....#"), True, id="three"),
    ],
)
def test_a_wide_gap_parts_two_marks_that_are_both_high(
    marks: np.ndarray[tuple[int, int], np.dtype[np.bool_]], parted: bool
) -> None:
    assert is_parted(marks) == parted
