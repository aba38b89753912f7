from datetime import UTC, datetime
from pathlib import Path

import pytest

from handdraw_desktop.album import save
from handdraw_desktop.errors import CannotSave

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_drawing_is_saved_in_a_folder_that_is_made_and_named_by_the_time(tmp_path: Path) -> None:
    path = save(b"png", tmp_path / "a" / "b", NOW)

    assert (path, path.read_bytes()) == (tmp_path / "a" / "b" / "drawing-20260102-030405.png", b"png")


def test_no_drawing_is_written_over(tmp_path: Path) -> None:
    paths = [save(str(number).encode(), tmp_path, NOW) for number in range(3)]

    assert [path.stem[-5:] for path in paths] == ["30405", "405-2", "405-3"]
    assert [path.read_bytes() for path in paths] == [b"0", b"1", b"2"]


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CannotSave, match=r"Not saved in .*file: File exists"):
        save(b"png", tmp_path / "file", NOW)
