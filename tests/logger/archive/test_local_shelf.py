"""The shelf of one machine; what rolls onto it is in test_roller.py."""

from pathlib import Path

import pytest

from handdraw_logger.archive.local_shelf import LocalShelf

from ..archived_log import archive_in


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_it_is_open_until_its_index_is_lost_and_again_after_that(folder: Path) -> None:
    with archive_in(folder) as archive:
        shelf = LocalShelf(archive)
        found = [shelf.is_open()]
        (folder / "index.db").unlink()
        found.append(shelf.is_open())
        shelf.open()
        found.append(shelf.is_open())
        archive.closed = "the folder is away"

        assert [*found, shelf.is_open()] == [True, False, True, False]


def test_one_of_two_processes_holds_it(folder: Path) -> None:
    with archive_in(folder) as archive, archive_in(folder) as same:
        with LocalShelf(archive).hold() as ours, LocalShelf(same).hold() as theirs:
            held = ours, theirs
        with LocalShelf(same).hold() as theirs:
            after = theirs

        assert (held, after, LocalShelf(archive).renew()) == ((True, False), True, 0)
