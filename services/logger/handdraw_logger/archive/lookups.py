"""Lookups in the archive's index: duplicates, labels, readings, and where an event is."""

import sqlite3
from collections.abc import Sequence

from handdraw_logger.archive.index import read_end
from handdraw_logger.archive.segments import Block
from handdraw_logger.cursors import BEGINNING, Place, format_cursor
from handdraw_logger.records import Json, KnownEvents, StoredLabel, pack_id, unpack_id


def find_known(db: sqlite3.Connection, ids: Sequence[str], drawings: Sequence[str]) -> KnownEvents:
    """Look a batch up. The end is read first, so that events added meanwhile can only make the answer know too much."""
    end = read_end(db)
    if end == BEGINNING:
        return KnownEvents(end)
    found = db.execute(f"SELECT id FROM events WHERE id IN ({_marks(ids)})", list(map(pack_id, ids)))  # noqa: S608
    return KnownEvents(end, frozenset(unpack_id(row[0]) for row in found), find_labels(db, drawings))


def find_labels(db: sqlite3.Connection, drawings: Sequence[str]) -> dict[str, StoredLabel]:
    """Return the last label of each drawing that has one here."""
    found = db.execute(
        "SELECT target, id, digit, ms, no FROM events"  # noqa: S608
        f" WHERE target IN ({_marks(drawings)}) ORDER BY target, ms, no",  # so that the last overwrites the others
        list(map(pack_id, drawings)),
    )
    return {
        unpack_id(target): StoredLabel(unpack_id(event_id), digit, format_cursor((milliseconds, number)))
        for target, event_id, digit, milliseconds, number in found
    }


def find_readings(db: sqlite3.Connection, drawings: Sequence[str]) -> dict[str, Json]:
    """Return what was read in each drawing that is here."""
    found = db.execute(
        "SELECT id, digit, confidence FROM events"  # noqa: S608
        f" WHERE id IN ({_marks(drawings)}) AND outcome = 'classified'",
        list(map(pack_id, drawings)),
    )
    return {unpack_id(event_id): {"digit": digit, "confidence": confidence} for event_id, digit, confidence in found}


def find_place(db: sqlite3.Connection, event_id: str) -> Place | None:
    row: Place | None = db.execute("SELECT ms, no FROM events WHERE id = ?", (pack_id(event_id),)).fetchone()
    return row


def find_places(db: sqlite3.Connection, ids: Sequence[str]) -> list[Place]:
    """Return where those of the events are that are here, in log order."""
    found = db.execute(
        f"SELECT ms, no FROM events WHERE id IN ({_marks(ids)}) ORDER BY ms, no",  # noqa: S608
        list(map(pack_id, ids)),
    )
    return found.fetchall()


def find_block(db: sqlite3.Connection, first: Place) -> tuple[str, Block] | None:
    """Return the segment and the block that hold the first event at or after a place."""
    row = db.execute(
        "SELECT segment, last_ms, last_no, place, size FROM blocks"
        " WHERE (last_ms, last_no) >= (?, ?) ORDER BY last_ms, last_no LIMIT 1",
        first,
    ).fetchone()
    return row and (row[0], Block((row[1], row[2]), row[3], row[4]))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
