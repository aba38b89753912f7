"""The same events recorded in the ways that are compared."""

import asyncio
import base64
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

from benchmarks.outbox.turns import Turn, timed
from handdraw_contracts.classifications import ModelReference, TimingMs
from handdraw_contracts.events import SOURCE, ClassificationData, ClassificationEvent, Ink
from handdraw_inference.outbox.queue import Entry, Outbox
from handdraw_inference.outbox.writer import OutboxWriter

Sync = Literal["normal", "full"]
Append = Callable[[ClassificationEvent], Awaitable[None]]
QUOTA_BYTES = 1 << 30
TABLE = "CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT, body BLOB)"
INSERT = "INSERT INTO events (event_id, body) VALUES (?, ?)"


def event(number: int) -> ClassificationEvent:
    """As the gateway writes them: 1.7 KB of JSON."""
    return ClassificationEvent(
        specversion="1.0",
        type="handdraw.classification.v1",
        source=SOURCE,
        id=uuid4(),
        time=datetime.now(UTC),
        instance="benchmark:1",
        data=ClassificationData(
            outcome="classified",
            status=200,
            digit=number % 10,
            confidence=0.9990234375,
            probabilities=(1.1920928955078125e-07,) * 9 + (0.9990234375,),
            model=ModelReference(name="digits", version="1", engine="embedded"),
            ink=Ink(width_px=112, height_px=180, share=0.08251, stroke_px=16.2, offset_px=3.1),
            timing_ms=TimingMs(normalise=0.512, wait=0.031, predict=0.354, total=1.032),
            glyph=base64.b64encode(bytes(784)).decode(),
            client="benchmark/1",
        ),
    )


def bare(folder: Path, count: int, concurrency: int, sync: Sync) -> Turn:
    """A loop of INSERTs, as many a commit as there are callers: the least that SQLite can be asked for."""
    bodies = [(entry.event_id, entry.body) for entry in map(Entry.from_event, map(event, range(count)))]
    turns: list[Turn] = []
    with closing(sqlite3.connect(_fresh(folder), isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {sync}")
        db.execute(TABLE)
        with timed(count, turns):
            for first in range(0, count, concurrency):
                db.execute("BEGIN IMMEDIATE")
                db.executemany(INSERT, bodies[first : first + concurrency])
                db.execute("COMMIT")
    return turns[0]


def file_alone(folder: Path, count: int, concurrency: int, sync: Sync) -> Turn:
    """The outbox without the event loop and its thread: what counting, the quota and the looks at the disk cost."""
    entries = [Entry.from_event(event(number)) for number in range(count)]
    turns: list[Turn] = []
    with closing(Outbox(_fresh(folder), QUOTA_BYTES, sync)) as outbox, timed(count, turns):
        for first in range(0, count, concurrency):
            outbox.append(entries[first : first + concurrency])
    return turns[0]


def whole(folder: Path, count: int, concurrency: int, sync: Sync) -> Turn:
    """As the gateway appends: event to JSON, a group commit in a thread."""
    with (
        closing(Outbox(_fresh(folder), QUOTA_BYTES, sync)) as outbox,
        closing(OutboxWriter(outbox.append)) as writer,
    ):
        return asyncio.run(_appended(writer.append, count, concurrency))


def nothing(_: Path, count: int, concurrency: int, __: Sync) -> Turn:
    """No outbox at all: an append that forgets."""

    async def forget(_: ClassificationEvent) -> None:
        await asyncio.sleep(0)

    return asyncio.run(_appended(forget, count, concurrency))


async def _appended(append: Append, count: int, concurrency: int) -> Turn:
    events = iter([event(number) for number in range(count)])
    turns: list[Turn] = []

    async def caller() -> None:
        for one in events:
            await append(one)

    with timed(count, turns):
        await asyncio.gather(*(caller() for _ in range(concurrency)))
    return turns[0]


def _fresh(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=folder)) / "outbox.db"


WAYS = {
    "SQLite alone: INSERT, COMMIT": bare,
    "the outbox's file alone": file_alone,
    "the outbox, as the gateway appends": whole,
    "no outbox at all: forgotten": nothing,
}
