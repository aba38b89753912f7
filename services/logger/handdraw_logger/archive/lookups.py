"""What is asked of the archive's index: duplicates, labels, readings, and where an event lies."""

import sqlite3
from collections.abc import Sequence
from uuid import UUID

from handdraw_logger.archive.index import upto
from handdraw_logger.archive.segments import Block
from handdraw_logger.cursors import BEGINNING, Place, written
from handdraw_logger.records import Json, KnownEvents, Label, id_bytes


def known(db: sqlite3.Connection, ids: Sequence[str], drawings: Sequence[str]) -> KnownEvents:
    """``upto`` is read first: what is added meanwhile makes this say too much at worst."""
    end = upto(db)
    if end == BEGINNING:
        return KnownEvents(end)
    found = db.execute(f"SELECT id FROM events WHERE id IN ({_marks(ids)})", list(map(id_bytes, ids)))  # noqa: S608
    return KnownEvents(end, frozenset(_id(row[0]) for row in found), labels(db, drawings))


def labels(db: sqlite3.Connection, drawings: Sequence[str]) -> dict[str, Label]:
    """By drawing, what the last label said."""
    found = db.execute(
        "SELECT target, id, digit, ms, no FROM events"  # noqa: S608
        f" WHERE target IN ({_marks(drawings)}) ORDER BY target, ms, no",  # so that the last overwrites the others
        list(map(id_bytes, drawings)),
    )
    return {
        _id(target): Label(_id(event_id), digit, written((milliseconds, number)))
        for target, event_id, digit, milliseconds, number in found
    }


def readings(db: sqlite3.Connection, drawings: Sequence[str]) -> dict[str, Json]:
    """By drawing, what was read in it."""
    found = db.execute(
        "SELECT id, digit, confidence FROM events"  # noqa: S608
        f" WHERE id IN ({_marks(drawings)}) AND outcome = 'classified'",
        list(map(id_bytes, drawings)),
    )
    return {_id(event_id): {"digit": digit, "confidence": confidence} for event_id, digit, confidence in found}


def place(db: sqlite3.Connection, event_id: str) -> Place | None:
    row: Place | None = db.execute("SELECT ms, no FROM events WHERE id = ?", (id_bytes(event_id),)).fetchone()
    return row


def block(db: sqlite3.Connection, first: Place) -> tuple[str, Block] | None:
    """The segment and the block that hold the first event at or after ``first``."""
    row = db.execute(
        "SELECT segment, last_ms, last_no, place, size FROM blocks"
        " WHERE (last_ms, last_no) >= (?, ?) ORDER BY last_ms, last_no LIMIT 1",
        first,
    ).fetchone()
    return row and (row[0], Block((row[1], row[2]), row[3], row[4]))


def _id(kept: bytes) -> str:
    return str(UUID(bytes=kept))


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
