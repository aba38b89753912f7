"""Records the same events in several ways, to compare the outbox with plainer ones."""

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

from benchmarks.outbox.turns import Turn, time_turn
from handdraw_contracts.classifications import ModelReference, TimingMs
from handdraw_contracts.events import SOURCE, ClassificationData, ClassificationEvent, Ink
from handdraw_inference.outbox.queue import Entry, Outbox
from handdraw_inference.outbox.writer import OutboxWriter

Sync = Literal["normal", "full"]
Append = Callable[[ClassificationEvent], Awaitable[object]]
QUOTA_BYTES = 1 << 30
TABLE = "CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT, body BLOB)"
INSERT = "INSERT INTO events (event_id, body) VALUES (?, ?)"


def make_event(number: int) -> ClassificationEvent:
    """Make up an event of the gateway's kind and size: 1.7 KB of JSON."""
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


def insert_in_sqlite(folder: Path, count: int, concurrency: int, sync: Sync) -> Turn:
    """INSERT in a loop, as many in a commit as there are callers: the least that SQLite can be asked for."""
    bodies = [(entry.event_id, entry.body) for entry in map(Entry.from_event, map(make_event, range(count)))]
    turns: list[Turn] = []
    with closing(sqlite3.connect(_new_file(folder), isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {sync}")
        db.execute(TABLE)
        with time_turn(count, turns):
            for first in range(0, count, concurrency):
                db.execute("BEGIN IMMEDIATE")
                db.executemany(INSERT, bodies[first : first + concurrency])
                db.execute("COMMIT")
    return turns[0]


def append_to_file(folder: Path, count: int, concurrency: int, sync: Sync) -> Turn:
    """Append without event loop and thread: what counting, the quota and the looks at the disk cost."""
    entries = [Entry.from_event(make_event(number)) for number in range(count)]
    turns: list[Turn] = []
    with closing(Outbox(_new_file(folder), QUOTA_BYTES, sync)) as outbox, time_turn(count, turns):
        for first in range(0, count, concurrency):
            outbox.append(entries[first : first + concurrency])
    return turns[0]


def append_as_gateway(folder: Path, count: int, concurrency: int, sync: Sync) -> Turn:
    """Append as the gateway does: event to JSON, a group commit."""
    with closing(Outbox(_new_file(folder), QUOTA_BYTES, sync)) as outbox:
        writer = OutboxWriter(outbox.append, waits=sync == "full")
        return asyncio.run(_append_all(writer.append, count, concurrency))


def forget(_: Path, count: int, concurrency: int, __: Sync) -> Turn:
    """Append to no outbox at all."""

    async def append(_: ClassificationEvent) -> None:
        await asyncio.sleep(0)

    return asyncio.run(_append_all(append, count, concurrency))


async def _append_all(append: Append, count: int, concurrency: int) -> Turn:
    events = iter([make_event(number) for number in range(count)])
    turns: list[Turn] = []

    async def caller() -> None:
        for one in events:
            await append(one)

    with time_turn(count, turns):
        await asyncio.gather(*(caller() for _ in range(concurrency)))
    return turns[0]


def _new_file(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=folder)) / "outbox.db"


WAYS = {
    "SQLite alone: INSERT, COMMIT": insert_in_sqlite,
    "the outbox's file alone": append_to_file,
    "the outbox, as the gateway appends": append_as_gateway,
    "no outbox at all: forgotten": forget,
}
