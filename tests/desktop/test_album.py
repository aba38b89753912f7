import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from handdraw_desktop.album import glance, newest, save
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

    with pytest.raises(CannotSave, match=r".*file: File exists"):
        save(b"png", tmp_path / "file", NOW)


def test_the_pictures_that_changed_last_come_first(tmp_path: Path) -> None:
    for number, name in enumerate(["old.png", "new.JPG", "notes.txt", "middle.png"]):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, [1, 9, 10, 5][number]))
    (tmp_path / "to nowhere.png").symlink_to(tmp_path / "gone.png")

    assert [path.name for path in newest(tmp_path, 2)] == ["new.JPG", "middle.png"]
    assert newest(tmp_path / "none", 2) == ()


def test_a_glance_at_a_small_picture_shows_it_and_at_anything_else_nothing(tmp_path: Path) -> None:
    picture = np.full((280, 280), 255, np.uint8)
    picture[100:200] = 0
    Image.fromarray(picture).save(tmp_path / "small.png")
    Image.effect_noise((1000, 1000), 90).save(tmp_path / "large.png")
    Image.linear_gradient("L").resize((2000, 2000)).save(tmp_path / "wide.jpg", quality=1)
    (tmp_path / "none.png").write_bytes(b"none")
    seen = [glance(tmp_path / name) for name in ("small.png", "large.png", "wide.jpg", "none.png", "not there")]

    assert [one and one.ground for one in seen] == [picture.tobytes(), None, None, None, None]
