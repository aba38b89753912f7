"""What a file may have gone through before it is opened, and that no event of it is thrown away."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.outbox import opening
from handdraw_inference.outbox.queue import Outbox
from handdraw_inference.outbox.schema import MIGRATIONS, VERSION, migration

from .damage import AMPLE, GARBAGE, entries, fill, forget_pages, ids, open_outbox, spoil

NOBODY = 65534


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda file: file.write_bytes(GARBAGE), id="something else"),
        pytest.param(lambda file: file.write_bytes(b"short"), id="a few bytes"),
        pytest.param(lambda file: os.truncate(file, file.stat().st_size // 2), id="half of it"),
        pytest.param(spoil, id="pages overwritten"),
    ],
)
def test_a_corrupt_file_is_moved_aside_as_it_is_and_a_fresh_one_begun(file: Path, harm: Callable[[Path], None]) -> None:
    fill(file)
    harm(file)
    harmed = file.read_bytes()
    with open_outbox(file) as outbox:
        outbox.append(entries("after"))
        found, aside = ids(outbox), outbox.corrupt_files()

    assert (found, [(file.parent / name).read_bytes() for name in aside]) == (["after"], [harmed])


def test_its_log_goes_with_it_so_that_nothing_is_lost_that_can_be_read(file: Path, tmp_path: Path) -> None:
    fill(file)
    killed = tmp_path / "killed"
    killed.mkdir()
    with open_outbox(file) as outbox:
        outbox.append(entries("in the log"))
        for lies in tmp_path.glob("outbox.db*"):
            shutil.copy(lies, killed)
    log = (killed / "outbox.db-wal").read_bytes()
    (killed / "outbox.db").write_bytes(GARBAGE)
    with open_outbox(killed / "outbox.db") as outbox:
        (aside,) = outbox.corrupt_files()

    assert (killed / f"{aside}-wal").read_bytes() == log


def test_who_dies_while_he_moves_it_leaves_a_log_alone_which_is_told_once(file: Path) -> None:
    for part in ("-wal", "-shm"):
        file.with_name(f"outbox.db.corrupt-20261124T110501.000000Z{part}").touch()
    with open_outbox(file) as outbox:
        aside = outbox.corrupt_files()

    assert aside == ["outbox.db.corrupt-20261124T110501.000000Z"]


def test_an_earlier_corrupt_file_is_never_overwritten(file: Path) -> None:
    for number in range(5):
        file.write_bytes(GARBAGE + bytes([number]))
        with open_outbox(file) as outbox:
            aside = outbox.corrupt_files()

    assert [(file.parent / name).read_bytes()[-1] for name in aside] == [0, 1, 2, 3, 4]


def test_what_a_killed_process_left_is_recovered_by_sqlite(file: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    killed.mkdir()
    with open_outbox(file) as outbox:
        outbox.append(entries("a", "b"))
        for name in ("outbox.db", "outbox.db-wal"):
            shutil.copy(tmp_path / name, killed)
    with open_outbox(killed / "outbox.db") as again:
        found, aside = ids(again), again.corrupt_files()

    assert (found, aside) == (["a", "b"], [])


def test_a_log_that_ends_in_the_middle_of_a_commit_loses_that_commit_alone(file: Path, tmp_path: Path) -> None:
    killed = tmp_path / "killed"
    killed.mkdir()
    with open_outbox(file) as outbox:
        outbox.append(entries("whole"))
        whole = (tmp_path / "outbox.db-wal").stat().st_size
        outbox.append(entries("half"))
        for name in ("outbox.db", "outbox.db-wal"):
            shutil.copy(tmp_path / name, killed)
    os.truncate(killed / "outbox.db-wal", whole + 5000)
    with open_outbox(killed / "outbox.db") as again:
        found, count, aside = ids(again), again.backlog().events, again.corrupt_files()

    assert (found, count, aside) == (["whole"], 1, [])


def test_a_process_that_starts_beside_another_leaves_a_corrupt_file_where_it_is(file: Path) -> None:
    fill(file)
    with open_outbox(file) as outbox:
        forget_pages(outbox)
        file.write_bytes(GARBAGE)
        with pytest.raises(OutboxUnavailable, match="not a database"):
            Outbox(file, AMPLE)
        aside = outbox.corrupt_files()

    assert (aside, file.read_bytes()) == ([], GARBAGE)


def test_a_file_that_somebody_has_locked_is_not_corrupt(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_S", 0)
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("CREATE TABLE anything (x)")
        somebody.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OutboxUnavailable, match="locked"):
            Outbox(file, AMPLE)

    assert sorted(lies.name for lies in file.parent.iterdir()) == ["outbox.db", "outbox.db.users"]


def test_a_file_that_another_process_brings_up_to_date_meanwhile_is_used_as_it_is(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as old:
        old.executescript(f"{MIGRATIONS[0]} PRAGMA user_version = 1;")

    def slow_migration(found: int) -> str:
        with closing(sqlite3.connect(file, isolation_level=None)) as quicker:
            quicker.executescript(migration(found))
        return migration(found)

    monkeypatch.setattr(opening, "migration", slow_migration)
    with open_outbox(file) as outbox:
        outbox.append(entries("a"))
        found = ids(outbox)

    assert found == ["a"]


def test_a_file_of_a_newer_handdraw_is_not_corrupt(file: Path) -> None:
    fill(file)
    with closing(sqlite3.connect(file)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(OutboxUnavailable, match="newer Handdraw"):
        Outbox(file, AMPLE)

    assert not list(file.parent.glob("*corrupt*"))


@contextmanager
def as_nobody() -> Iterator[None]:
    """Run as nobody: root may write anything, so nothing can be forbidden to it."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.mark.parametrize("mode", [pytest.param(0o444, id="read-only"), pytest.param(0o000, id="forbidden")])
def test_a_file_that_may_not_be_written_is_said_so_and_is_not_corrupt(file: Path, mode: int) -> None:
    fill(file)
    for folder in (file.parent, *file.parent.parents[:2]):  # pytest's own
        folder.chmod(0o755)
    file.with_name("outbox.db.users").chmod(0o666)
    file.chmod(mode)
    with as_nobody(), pytest.raises(OutboxUnavailable, match="cannot be used"):
        Outbox(file, AMPLE)

    assert not list(file.parent.glob("*corrupt*"))


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OutboxUnavailable, match="cannot be used"):
        Outbox(tmp_path / "file" / "outbox.db", AMPLE)


def test_a_file_from_before_there_were_versions_is_brought_up_to_date(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.executescript(MIGRATIONS[0])
        db.execute("INSERT INTO outbox VALUES (7, 'waits', 0, 'body', 1.0)")
        db.execute("INSERT INTO quarantine VALUES (3, 'rejected', 'malformed_event', 'body', 1.0)")
        db.commit()
    for _ in range(2):
        with open_outbox(file) as outbox:
            outbox.append(entries("new"))
            backlog = outbox.backlog()
            found = ids(outbox)

    assert (found, backlog.events, backlog.quarantined) == (["waits", "new", "new"], 3, 1)
