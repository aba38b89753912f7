import hashlib
from pathlib import Path

import pytest

from handdraw_training.data.recordings import Recording, read_recordings, sha256
from handdraw_training.errors import DatasetUnusable


def test_files_are_named_by_what_they_hold_and_writers_are_counted_by_their_part(strokes: Path) -> None:
    recordings = read_recordings((strokes,))

    assert recordings.files == (Recording(strokes.name, hashlib.sha256(strokes.read_bytes()).hexdigest(), 120),)
    assert recordings.count_writers() == {"train": 7, "validation": 1, "test": 2}


def test_what_is_no_digit_is_counted_and_left_out(tmp_path: Path) -> None:
    file = tmp_path / "strokes.jsonl"
    line = '{"id": "%s", "label": %s, "writer": "w", "strokes": [[[0, 0]]]}\n'
    file.write_text(line % ("a", 3) + line % ("b", "null"))

    recordings = read_recordings((file,))

    parts = recordings.parts
    assert recordings.files[0].drawings == 2
    assert [one.id for one in (*parts.train, *parts.validation, *parts.test)] == ["a"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetUnusable, match=r"none\.npz cannot be read: No such file or directory"):
        sha256(tmp_path / "none.npz")
