from pathlib import Path

import pytest

from handdraw_desktop.drawing.recorded import read_strokes
from handdraw_desktop.errors import UnreadableStrokes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "strokes.txt"
    path.write_text("# drawn by hand\n1: 50,10 50,90\n4: 0,0 100,50 | 25,25\n5: 1,x\n")
    return path


def test_a_digits_strokes_are_read_in_the_drawings_pixels(file: Path) -> None:
    assert read_strokes(file, 4) == (((0, 0), (280, 140)), ((70, 70),))


@pytest.mark.parametrize(("digit", "said"), [(5, "cannot be read"), (6, "has no digit 6")])
def test_what_is_not_there_is_said(file: Path, digit: int, said: str) -> None:
    with pytest.raises(UnreadableStrokes, match=said):
        read_strokes(file, digit)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableStrokes, match="cannot be read"):
        read_strokes(tmp_path / "none", 4)
