"""Holds the event of every answer on disk before the answer leaves, until the forwarder has delivered it.

SQLite in WAL mode: one file for all gateway processes on a host.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Literal

from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_inference.errors import KeyReused, OutboxFull
from handdraw_inference.outbox import answers
from handdraw_inference.outbox.answers import Keeping, KeyedAnswer
from handdraw_inference.outbox.file import OutboxFile
from handdraw_inference.outbox.opening import BUSY_S, PAGE_B, WAL_BYTES
from handdraw_inference.outbox.shrinking import free_bytes

WAL_SHARE = 1 / 8  # of the quota, of which it takes
LEAST_WAL_BYTES = 64 * PAGE_B
NEAR_BYTES = 1024 * 1024
REFUSED_SHARE = 0.1  # of the quota: a flood of bad requests must not crowd out drawings
INSERT = "INSERT INTO outbox (event_id, refused, body, appended_at) VALUES (?, ?, ?, ?)"
PROBE = bytes(4096)
REUSED = "Another drawing was answered under this Idempotency-Key: give each drawing its own"
FULL = "The outbox is full: the logger has been away for too long"


@dataclass(frozen=True, slots=True)
class Entry:
    """``body``: the CloudEvent as JSON. ``refused``: counts against the refusals' share of the quota.

    ``answer``: of the call, where it has a key.
    """

    event_id: str
    body: bytes
    refused: bool
    answer: KeyedAnswer | None = None

    @classmethod
    def from_event(cls, event: ClassificationEvent | LabelEvent, answer: KeyedAnswer | None = None) -> "Entry":
        refused = isinstance(event, ClassificationEvent) and event.data.outcome == "refused"
        return cls(str(event.id), event.model_dump_json(exclude_none=True).encode(), refused, answer)


Verdict = OutboxFull | KeyReused | KeyedAnswer | None
"""None: the entry was appended. Else why it was not: an answer has been recorded under its key, and this is it."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits in the outbox now: events, their bytes, the age of the oldest; and the events in quarantine."""

    events: int
    bytes: int
    oldest_age_s: float
    quarantined: int


class Outbox:
    """The queue. Thread-safe; blocks. Every method raises OutboxUnavailable where the disk or the file refuses.

    The quota is of what lies on the disk, the quarantine and SQLite's log included. ``max_age_s``: nothing more is
    accepted while the oldest event has waited for longer.
    """

    def __init__(
        self,
        file: Path,
        quota_bytes: int,
        sync: Literal["normal", "full"] = "normal",
        max_age_s: float | None = None,
        keeping: Keeping = Keeping(),  # noqa: B008 frozen
    ) -> None:
        self._quota_bytes = quota_bytes
        self._max_age_s = max_age_s
        self._keeping = keeping
        self._db = OutboxFile(file, sync, max(LEAST_WAL_BYTES, min(WAL_BYTES, int(quota_bytes * WAL_SHARE))))
        self._read_from: sqlite3.Connection | None = None
        self.file = file

    def append(self, entries: Sequence[Entry], patience_s: float = BUSY_S) -> list[Verdict]:
        """Append in one commit. Returns for each entry None, or why it was left out."""
        with self._db.writing(patience_s) as db:
            self._db.check_place(db)
            self._db.check_room(db)
            now, room = time(), self._room(db)
            verdicts = [self._judge(db, entry, room, now) for entry in entries]
            db.executemany(
                INSERT,
                [
                    (entry.event_id, entry.refused, entry.body, now)
                    for entry, verdict in zip(entries, verdicts, strict=True)
                    if verdict is None
                ],
            )
            if keyed := sum(entry.answer is not None for entry in entries):
                answers.forget(db, self._keeping, keyed, now)
        return verdicts

    def _judge(self, db: sqlite3.Connection, entry: Entry, room: "_Room", now: float) -> Verdict:
        """Decide whether the entry is appended, and keep the answer that it brings."""
        if entry.answer is None:
            return room.take(entry)
        if known := answers.find(db, entry.answer.id, now - self._keeping.seconds):
            return known if known.picture == entry.answer.picture else KeyReused(REUSED)
        full = room.take(entry)
        if full is None:
            answers.keep(db, entry.answer, now)
        return full

    def oldest(self, count: int, max_bytes: int) -> list[tuple[int, Entry]]:
        """Return the next entries to forward, in order, with their sequence numbers; at least one if there is any."""
        with self._db.reading() as db:
            rows = db.execute(
                "SELECT seq, event_id, body, refused FROM outbox ORDER BY seq LIMIT ?", (count,)
            ).fetchall()
            self._read_from = db
        batch: list[tuple[int, Entry]] = []
        size = 0
        for seq, event_id, body, refused in rows:
            size += len(body) + 1
            if batch and size > max_bytes:
                break
            batch.append((seq, Entry(event_id, body, bool(refused))))
        return batch

    def settle(self, seqs: Sequence[int], rejected: dict[str, str]) -> None:
        """Delete what the logger has; what it rejected for good (event id -> code) moves to the quarantine."""
        with self._db.writing() as db:
            if db is not self._read_from:  # a fresh file counts from 1 again: these are other events' numbers
                raise OSError("it is not open as it was when these events were read")
            for event_id, code in rejected.items():
                db.execute(
                    "INSERT INTO quarantine SELECT seq, event_id, ?, body, ? FROM outbox"
                    " WHERE event_id = ? AND seq BETWEEN ? AND ?",
                    (code, time(), event_id, seqs[0], seqs[-1]),
                )
            db.execute("DELETE FROM outbox WHERE seq BETWEEN ? AND ?", (seqs[0], seqs[-1]))

    def shrink(self) -> bool:
        """Give some of the room that forwarded events have left back to the disk. Returns whether there is more."""
        return self._db.shrink()

    def backlog(self) -> Backlog:
        with self._db.reading() as db:
            events, size, quarantined = db.execute("SELECT events, bytes, quarantined FROM held").fetchone()
            age_s = _oldest_age_s(db)
        return Backlog(events, size, age_s, quarantined)

    def check(self) -> None:
        """Write as much as an event takes, and delete it. Raises OutboxError if an event would not be accepted now."""
        with self._db.writing() as db:
            self._db.check_place(db)
            self._db.check_room(db)
            room = self._room(db)
            seq = db.execute(INSERT, ("probe", False, PROBE, time())).lastrowid
            db.execute("DELETE FROM outbox WHERE seq = ?", (seq,))
        if room.all < len(PROBE):
            raise OutboxFull(FULL)

    def measure(self) -> int:
        """Return how many bytes on the disk count against the quota."""
        return self._db.measure()

    def corrupt_files(self) -> list[str]:
        """Return the names of corrupt files that were moved aside and still lie beside this one."""
        return self._db.corrupt_files()

    def close(self) -> None:
        self._db.close()

    def _room(self, db: sqlite3.Connection) -> "_Room":
        (refused,) = db.execute("SELECT refused FROM held").fetchone()
        if self._max_age_s is not None and _oldest_age_s(db) > self._max_age_s:
            return _Room(0, 0)
        left = self._quota_bytes - self._db.measure()
        if left < NEAR_BYTES:  # what is free within the file is asked for only where it may matter
            left += free_bytes(db)
        return _Room(left, int(self._quota_bytes * REFUSED_SHARE) - refused)


def _oldest_age_s(db: sqlite3.Connection) -> float:
    oldest = db.execute("SELECT appended_at FROM outbox ORDER BY seq LIMIT 1").fetchone()
    return max(0.0, time() - oldest[0]) if oldest else 0.0


@dataclass(slots=True)
class _Room:
    """How many bytes may still be appended, and how many of them by refusals."""

    all: int
    refused: int

    def take(self, entry: Entry) -> OutboxFull | None:
        size = len(entry.body)
        if size > self.all or (entry.refused and size > self.refused):
            return OutboxFull(FULL)
        self.all -= size
        self.refused -= size * entry.refused
        return None
