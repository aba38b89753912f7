import json

import pytest

from handdraw_training.data import unipen
from handdraw_training.errors import DatasetUnusable

TWO_DIGITS = """\
.VERSION 1.0
.COORD X Y
.HIERARCHY PAGE DIGIT

.SEGMENT DIGIT 0 ? "8"
.COMMENT 8 12 0
.PEN_DOWN
  267   333
  267   336
.PEN_UP
.DT 100

.SEGMENT DIGIT 1-2 ? "7"
.COMMENT 7 26 1
.PEN_DOWN
  100   300
  160   300
  120   200
.PEN_UP
.DT 900
.PEN_DOWN
  110   250
  150   250
.PEN_UP
"""


def test_each_digit_becomes_a_line_with_its_writer_and_y_pointing_down() -> None:
    lines = [json.loads(line) for line in unipen.convert(TWO_DIGITS.splitlines(), "pentra")]

    assert lines == [
        {"id": "pentra-00000", "label": 8, "writer": "pentra:w12", "strokes": [[[0, 3], [0, 0]]]},
        {
            "id": "pentra-00001",
            "label": 7,
            "writer": "pentra:w26",
            "strokes": [[[0, 0], [60, 0], [20, 100]], [[10, 50], [50, 50]]],
        },
    ]


@pytest.mark.parametrize(
    ("was", "instead", "why"),
    [
        ("  267   336", "  267", r"Line 9 is not what a UNIPEN file of digits has: '267'"),
        ("  267   336", "  267  up", r"Line 9 is not"),
        ('? "8"', "? 8", r"Line 5 is not"),
        (".COMMENT 8 12 0", "", r"The digit 0 of pentra has no writer or no strokes"),
        ("  267   333\n  267   336\n", "", r"The digit 0 of pentra has no writer or no strokes"),
    ],
)
def test_what_is_not_the_file_is_refused_with_its_line(was: str, instead: str, why: str) -> None:
    assert was in TWO_DIGITS

    with pytest.raises(DatasetUnusable, match=why):
        list(unipen.convert(TWO_DIGITS.replace(was, instead).splitlines(), "pentra"))
