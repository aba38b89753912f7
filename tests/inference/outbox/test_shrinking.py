import sqlite3
from contextlib import closing
from pathlib import Path
from time import time

import pytest

from handdraw_inference.outbox import opening
from handdraw_inference.outbox.queue import INSERT, Outbox
from handdraw_inference.outbox.schema import migration
from handdraw_inference.outbox.shrinking import make_shrinkable

from .test_queue import AMPLE, MIB, drain, entry, fill_up, ids, lies, open_outbox


def test_a_file_that_has_been_full_is_small_again_once_it_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"
    with open_outbox(file, 16 * MIB) as outbox:
        fill_up(outbox, 16)
        full = lies(file)
        drain(outbox)
        steps = 0
        while outbox.shrink():
            steps += 1
            outbox.append([entry("meanwhile", 2_000)])
        drained, found = lies(file), len(ids(outbox))

    assert (full > 14 * MIB, steps > 1, found, drained < 3 * MIB) == (True, True, steps, True)


def file_of_old(file: Path, events: int) -> None:
    """Write a file as versions did that could not let it shrink."""
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(migration(0))
        db.executemany(INSERT, [(f"old-{number}", False, b"x" * 2_000, time()) for number in range(events)])
        db.commit()


@pytest.mark.parametrize("at_start", [0, AMPLE])
def test_a_file_from_before_it_could_shrink_learns_it_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_start: int
) -> None:
    file = tmp_path / "outbox.db"
    file_of_old(file, 3_000)
    monkeypatch.setattr(opening, "AT_START_BYTES", at_start)
    with open_outbox(file, 16 * MIB) as outbox:
        waiting = [one.event_id for _, one in outbox.oldest(3_000, 10 * AMPLE)]
        outbox.append([entry("new")])
        drain(outbox)
        full = lies(file)
        while outbox.shrink():
            pass
        drained = lies(file)

    assert (waiting, drained < 3 * MIB < full) == ([f"old-{number}" for number in range(3_000)], True)


def test_a_file_that_another_process_writes_to_is_made_to_shrink_later(outbox: Outbox) -> None:
    outbox.close()
    outbox.file.unlink()
    file_of_old(outbox.file, 0)
    with (
        closing(sqlite3.connect(outbox.file, isolation_level=None)) as db,
        closing(sqlite3.connect(outbox.file)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        while_it_writes = make_shrinkable(db, AMPLE)
        other.rollback()

        assert (while_it_writes, make_shrinkable(db, 0), make_shrinkable(db, AMPLE)) == (False, False, True)
