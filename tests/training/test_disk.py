import os
from pathlib import Path

import pytest

from handdraw_training import disk
from handdraw_training.errors import DiskRefuses


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_beside_and_renamed(tmp_path: Path) -> None:
    with disk.write_whole(tmp_path / "a.txt") as scratch:
        scratch.write_text("new")
        before = names(tmp_path)

    assert (before == [scratch.name], names(tmp_path), (tmp_path / "a.txt").read_text()) == (True, ["a.txt"], "new")


def test_a_full_disk_is_one_line_and_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    (tmp_path / f".unfinished-{os.getpid()}-a.txt").symlink_to("/dev/full")

    with pytest.raises(DiskRefuses) as caught:
        disk.write_text(path, "new")

    assert (str(caught.value), names(tmp_path), path.read_text()) == (
        f"{path} cannot be written: No space left on device",
        ["a.txt"],
        "old",
    )


def test_an_interrupted_writer_leaves_nothing(tmp_path: Path) -> None:
    def write_half() -> None:
        with disk.write_whole(tmp_path / "a.txt") as scratch:
            scratch.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()

    assert names(tmp_path) == []
