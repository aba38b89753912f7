"""Fills an outbox's file, and damages it."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from handdraw_inference.outbox.queue import Entry, Outbox

AMPLE = 10_000_000
GARBAGE = b"not a database, but long enough to be read as one" * 100
PAGE = 4096


def entries(*names: str) -> list[Entry]:
    return [Entry(name, name.encode() * 1000, refused=False) for name in names]


def ids(outbox: Outbox) -> list[str]:
    return [one.event_id for _, one in outbox.oldest(1_000, AMPLE)]


@contextmanager
def open_outbox(file: Path) -> Iterator[Outbox]:
    with closing(Outbox(file, AMPLE)) as outbox:
        yield outbox


def fill(file: Path) -> None:
    with open_outbox(file) as outbox:
        outbox.append(entries(*map(str, range(100))))


def spoil(file: Path) -> None:
    """Overwrite every page but the first: whoever has the file open notices when it reads from the disk again."""
    with file.open("r+b") as handle:
        handle.seek(PAGE)
        handle.write(b"\xff" * (file.stat().st_size - PAGE))


def first_leaf(file: Path) -> int:
    """Return the page, counted from 0, that holds the oldest event."""
    events = re.compile(rb"(\d\d?)\1{99}")
    pages = [file.read_bytes()[start : start + PAGE] for start in range(0, file.stat().st_size, PAGE)]
    return next(number for number, page in enumerate(pages) if events.search(page))


def forget_pages(outbox: Outbox) -> None:
    """Make SQLite forget what it has in memory, so that it reads the damage from the disk."""
    opened = outbox._db._opened
    assert opened is not None
    opened.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.db.execute("PRAGMA shrink_memory")
