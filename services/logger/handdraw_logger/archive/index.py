"""The archive's index: which events the segments hold, and where. A SQLite file, rebuilt from the segments if lost.

It answers what must not wait for a segment to be unpacked: whether an event is a duplicate, which label is in force,
what was read in a label's drawing, and what a stretch adds up to (lookups.py, counting.py).
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

from handdraw_logger.archive.index_file import connect, index_errors, journal_files, transaction
from handdraw_logger.archive.segments import Segment
from handdraw_logger.cursors import HEREAFTER, Place, parse_cursor
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged
from handdraw_logger.records import Record, pack_id

VERSION = 1
STATEMENT_ROWS = 100
_SCHEMA = """
CREATE TABLE segments (name TEXT PRIMARY KEY, first_ms INTEGER, first_no INTEGER, last_ms INTEGER, last_no INTEGER,
    events INTEGER, size INTEGER, checksum INTEGER, fault TEXT);
CREATE TABLE blocks (last_ms INTEGER, last_no INTEGER, segment TEXT, place INTEGER, size INTEGER,
    PRIMARY KEY (last_ms, last_no)) WITHOUT ROWID;
CREATE TABLE events (ms INTEGER, no INTEGER, id BLOB NOT NULL, target BLOB, outcome TEXT, digit INTEGER,
    confidence REAL, code TEXT, PRIMARY KEY (ms, no)) WITHOUT ROWID;
CREATE INDEX events_by_id ON events (id);
CREATE INDEX labels_by_target ON events (target, ms, no) WHERE target IS NOT NULL;
CREATE INDEX labels_by_place ON events (ms, no, target) WHERE target IS NOT NULL;
CREATE TABLE counts (segment TEXT, outcome TEXT, digit INTEGER, code TEXT, label INTEGER, events INTEGER);
CREATE INDEX counts_by_segment ON counts (segment);
CREATE TABLE archive (upto_ms INTEGER, upto_no INTEGER);
INSERT INTO archive VALUES (0, 0);
"""
COUNTED = "outcome, CASE WHEN target IS NULL THEN digit END AS digit, code, target IS NOT NULL AS label"
WITHIN = "(ms, no) >= (?, ?) AND (ms, no) <= (?, ?)"
_COUNT = f"INSERT INTO counts SELECT ?, {COUNTED}, count(*) FROM events WHERE {WITHIN} GROUP BY 2, 3, 4, 5"  # noqa: S608
Row = tuple[int, int, bytes, bytes | None, str | None, int | None, float | None, str | None]


@dataclass(frozen=True, slots=True)
class ArchiveSize:
    """``still_hot``: how many of the events are in Redis, too, since they are being rolled."""

    segments: int
    events: int
    bytes: int
    still_hot: int = 0


class Index:
    """Thread-safe; blocks. Every method raises ArchiveUnavailable if the file is missing or broken."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.Lock()
        self._db: sqlite3.Connection | None = None
        self._inode = 0
        self._malformed = False

    @classmethod
    def create(cls, file: Path) -> "Index":
        """Make an empty index, in place of whatever the file holds."""
        for old in (file, *journal_files(file)):
            old.unlink(missing_ok=True)
        with index_errors(file), closing(sqlite3.connect(file)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(_SCHEMA)
            db.execute(f"PRAGMA user_version = {VERSION}")
        return cls(file)

    def move_to(self, file: Path) -> None:
        """Close it and put it in the place of another, whose journal must not be taken for its own."""
        self.close()
        with self._index_errors():
            for old in journal_files(file):
                old.unlink(missing_ok=True)
            self.file.rename(file)

    @property
    def is_broken(self) -> bool:
        """Whether it is known to be missing or malformed; is_sound looks for more."""
        return self._malformed or not self.file.exists()

    def is_sound(self) -> bool:
        """Read all of it, and return whether it is whole and of this version."""
        try:
            with self.snapshot() as db:
                version, *_ = db.execute("PRAGMA user_version").fetchone()
                found, *_ = db.execute("PRAGMA quick_check").fetchone()
        except ArchiveUnavailable:
            return False
        return (version, found) == (VERSION, "ok")

    def add(self, segment: Segment, rows: Iterable[Row]) -> None:
        """Add in one transaction, on the disk when it returns; readers need not wait for it.

        Raises SegmentDamaged if another overlaps it.
        """
        with self._transaction("IMMEDIATE") as db:
            _add(db, segment, rows)

    def replace(self, segment: Segment, rows: Iterable[Row]) -> None:
        """Add a segment anew, in the transaction that removes what the index had of it."""
        with self.connect() as db, transaction(db):
            _remove(db, segment)
            _add(db, segment, rows)

    def end(self) -> Place:
        """Return up to where it was given every event."""
        with self.connect() as db:
            return read_end(db)

    def advance_end(self, place: Place) -> None:
        """Record that it was given every event up to there, whether it still holds them or not."""
        with self.connect() as db, transaction(db):
            _advance_end(db, place)

    def remove(self, segment: Segment) -> None:
        with self.connect() as db, transaction(db):
            _remove(db, segment)

    def segments(self) -> list[Segment]:
        """Return all segments in log order, without their blocks."""
        with self.connect() as db:
            rows = db.execute("SELECT * FROM segments ORDER BY first_ms, first_no").fetchall()
        return list(map(_to_segment, rows))

    def find_segment(self, name: str) -> Segment | None:
        with self.connect() as db:
            row = db.execute("SELECT * FROM segments WHERE name = ?", (name,)).fetchone()
        return row and _to_segment(row)

    def size(self, first_hot: Place = HEREAFTER) -> ArchiveSize:
        """Return its size at one moment. ``first_hot``: the place of the oldest event in Redis."""
        still_hot = "SELECT count(*) FROM events WHERE (ms, no) >= (?, ?)"
        summed = f"SELECT count(*), coalesce(sum(events), 0), coalesce(sum(size), 0), ({still_hot}) FROM segments"  # noqa: S608
        with self.connect() as db:
            return ArchiveSize(*db.execute(summed, first_hot).fetchone())

    def close(self) -> None:
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection to one thread at a time; reopened if another process has replaced the file."""
        with self._lock, self._index_errors():
            inode = self.file.stat().st_ino
            if self._db is not None and inode != self._inode:
                self._db.close()
                self._db = None
            if self._db is None:
                self._db, self._inode, self._malformed = connect(self.file), inode, False
            yield self._db

    def snapshot(self) -> AbstractContextManager[sqlite3.Connection]:
        """Lend a connection of its own for reads that may take a while and must all see the same moment."""
        return self._transaction("DEFERRED")

    @contextmanager
    def _transaction(self, kind: Literal["DEFERRED", "IMMEDIATE"]) -> Iterator[sqlite3.Connection]:
        with self._index_errors(), closing(connect(self.file)) as db, transaction(db, kind):
            yield db

    @contextmanager
    def _index_errors(self) -> Iterator[None]:
        try:
            with index_errors(self.file):
                yield
        except ArchiveUnavailable as error:
            self._malformed |= type(error.__cause__) is sqlite3.DatabaseError  # not a subclass: a lock, a full disk
            raise


def _to_segment(row: tuple[Any, ...]) -> Segment:
    name, first_ms, first_no, last_ms, last_no, events, size, checksum, fault = row
    return Segment(name, (first_ms, first_no), (last_ms, last_no), events, size, checksum, (), fault)


def read_end(db: sqlite3.Connection) -> Place:
    place: Place = db.execute("SELECT upto_ms, upto_no FROM archive").fetchone()
    return place


def _add(db: sqlite3.Connection, segment: Segment, rows: Iterable[Row]) -> None:
    _refuse_overlap(db, segment)
    bounds = (*segment.first, *segment.last)
    row = (segment.name, *bounds, segment.events, segment.size, segment.checksum, segment.fault)
    blocks = [(*block.last, segment.name, block.offset, block.size) for block in segment.blocks]
    db.execute("INSERT INTO segments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    db.executemany("INSERT INTO blocks VALUES (?, ?, ?, ?, ?)", blocks)
    _insert_events(db, iter(rows))
    db.execute(_COUNT, (segment.name, *bounds))
    _advance_end(db, segment.last)


def _insert_events(db: sqlite3.Connection, rows: Iterator[Row]) -> None:
    """Insert many a statement: between statements the interpreter goes to whichever thread waits for it."""
    while some := list(islice(rows, STATEMENT_ROWS)):
        marks = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?)"] * len(some))
        db.execute(f"INSERT INTO events VALUES {marks}", list(chain.from_iterable(some)))  # noqa: S608


def _remove(db: sqlite3.Connection, segment: Segment) -> None:
    db.execute(f"DELETE FROM events WHERE {WITHIN}", (*segment.first, *segment.last))  # noqa: S608
    db.execute("DELETE FROM blocks WHERE segment = ?", (segment.name,))
    db.execute("DELETE FROM counts WHERE segment = ?", (segment.name,))
    db.execute("DELETE FROM segments WHERE name = ?", (segment.name,))


def _refuse_overlap(db: sqlite3.Connection, segment: Segment) -> None:
    row = db.execute(
        "SELECT name FROM segments WHERE (last_ms, last_no) >= (?, ?) AND (first_ms, first_no) <= (?, ?)",
        (*segment.first, *segment.last),
    ).fetchone()
    if row is not None:
        raise SegmentDamaged(segment.name, f"its range overlaps that of {row[0]}")


def _advance_end(db: sqlite3.Connection, place: Place) -> None:
    if place > read_end(db):
        db.execute("UPDATE archive SET upto_ms = ?, upto_no = ?", place)


def to_row(record: Record) -> Row:
    event = record.event
    data = event["data"]
    target = pack_id(record.drawing) if record.is_label else None
    traits = data.get("outcome"), data.get("digit"), data.get("confidence"), data.get("code")
    return *parse_cursor(record.cursor), pack_id(event["id"]), target, *traits
