"""Every answer's event lies here, on disk, before the answer leaves; the forwarder takes it on to the logger.

SQLite in WAL mode: one file for all the gateway's processes on a host.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Literal

from handdraw_contracts.events import ClassificationEvent, LabelEvent
from handdraw_inference.errors import OutboxFull, OutboxUnavailable

REFUSED_SHARE = 0.1  # of the quota: a flood of bad requests must not push out what people drew
_SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, refused INTEGER NOT NULL, body BLOB NOT NULL,
    appended_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS quarantine (
    seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL, code TEXT NOT NULL, body BLOB NOT NULL, moved_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS held (id INTEGER PRIMARY KEY CHECK (id = 1), events INTEGER, bytes INTEGER, refused INTEGER);
INSERT OR IGNORE INTO held VALUES (1, 0, 0, 0);
CREATE TRIGGER IF NOT EXISTS count_in AFTER INSERT ON outbox BEGIN UPDATE held SET
    events = events + 1, bytes = bytes + length(new.body), refused = refused + new.refused * length(new.body); END;
CREATE TRIGGER IF NOT EXISTS count_out AFTER DELETE ON outbox BEGIN UPDATE held SET
    events = events - 1, bytes = bytes - length(old.body), refused = refused - old.refused * length(old.body); END;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """``body``: the CloudEvent as JSON. ``refused``: counts against the refusals' share of the quota."""

    event_id: str
    body: bytes
    refused: bool

    @classmethod
    def of(cls, event: ClassificationEvent | LabelEvent) -> "Entry":
        refused = isinstance(event, ClassificationEvent) and event.data.outcome == "refused"
        return cls(str(event.id), event.model_dump_json(exclude_none=True).encode(), refused)


@dataclass(frozen=True, slots=True)
class Held:
    """What lies in the outbox now."""

    events: int
    bytes: int
    oldest_age_s: float
    quarantined: int


class Outbox:
    """The file. Thread-safe; blocks. Every method raises OutboxUnavailable where the disk or the file refuses."""

    def __init__(self, file: Path, quota_bytes: int, sync: Literal["normal", "full"] = "normal") -> None:
        self._quota_bytes = quota_bytes
        self._lock = threading.Lock()
        with _translated(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(file, timeout=5, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute(f"PRAGMA synchronous = {sync}")
            self._db.executescript(_SCHEMA)
        self.file = file

    def append(self, entries: Sequence[Entry]) -> list[OutboxFull | None]:
        """Append in one commit; for each entry None, or why it was left out."""
        with self._transaction():
            _, held, refused = self._db.execute("SELECT events, bytes, refused FROM held").fetchone()
            answers: list[OutboxFull | None] = []
            for entry in entries:
                size = len(entry.body)
                over = held + size > self._quota_bytes
                over |= entry.refused and refused + size > self._quota_bytes * REFUSED_SHARE
                answers.append(
                    OutboxFull("The outbox is full: the logger has been away for too long") if over else None
                )
                if not over:
                    held, refused = held + size, refused + size * entry.refused
                    self._db.execute(
                        "INSERT INTO outbox (event_id, refused, body, appended_at) VALUES (?, ?, ?, ?)",
                        (entry.event_id, entry.refused, entry.body, time()),
                    )
        return answers

    def oldest(self, count: int, max_bytes: int) -> list[tuple[int, Entry]]:
        """The next to forward, in order, with their sequence numbers; at least one where there is any."""
        with self._lock, _translated(self.file):
            rows = self._db.execute(
                "SELECT seq, event_id, body, refused FROM outbox ORDER BY seq LIMIT ?", (count,)
            ).fetchall()
        batch: list[tuple[int, Entry]] = []
        size = 0
        for seq, event_id, body, refused in rows:
            size += len(body) + 1
            if batch and size > max_bytes:
                break
            batch.append((seq, Entry(event_id, body, bool(refused))))
        return batch

    def settle(self, seqs: Sequence[int], rejected: dict[str, str]) -> None:
        """Let go of what the logger has; what it rejected for ever (event id -> code) moves to the quarantine."""
        with self._transaction():
            for event_id, code in rejected.items():
                self._db.execute(
                    "INSERT OR REPLACE INTO quarantine SELECT seq, event_id, ?, body, ? FROM outbox"
                    " WHERE event_id = ? AND seq BETWEEN ? AND ?",
                    (code, time(), event_id, seqs[0], seqs[-1]),
                )
            self._db.execute("DELETE FROM outbox WHERE seq BETWEEN ? AND ?", (seqs[0], seqs[-1]))

    def held(self) -> Held:
        with self._lock, _translated(self.file):
            events, size = self._db.execute("SELECT events, bytes FROM held").fetchone()
            oldest = self._db.execute("SELECT appended_at FROM outbox ORDER BY seq LIMIT 1").fetchone()
            (quarantined,) = self._db.execute("SELECT count(*) FROM quarantine").fetchone()
        return Held(events, size, max(0.0, time() - oldest[0]) if oldest else 0.0, quarantined)

    def check(self) -> None:
        """Raises OutboxError where an event would not be accepted now."""
        with self._transaction():
            (size,) = self._db.execute("SELECT bytes FROM held").fetchone()
            self._db.execute("UPDATE held SET bytes = bytes")
        if size >= self._quota_bytes:
            raise OutboxFull("The outbox is full: the logger has been away for too long")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock, _translated(self.file):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


@contextmanager
def _translated(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise OutboxUnavailable(f"The outbox {file} cannot be used: {error}") from error
