"""The file under the archive's index: a connection, a commit, and one kind of error."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handdraw_logger.errors import ArchiveUnavailable

BUSY_S = 10


def connection(file: Path) -> sqlite3.Connection:
    """Of a file that exists."""
    address = f"{file.absolute().as_uri()}?mode=rw"
    db = sqlite3.connect(address, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA synchronous = FULL")  # what is trimmed from Redis afterwards must be known here
    return db


def beside(file: Path) -> list[Path]:
    return [file.with_name(file.name + suffix) for suffix in ("-wal", "-shm")]


@contextmanager
def commit(db: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """All of it or nothing."""
    db.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # on a full disk SQLite has undone it already
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def translated(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise ArchiveUnavailable(f"The archive's index {file} cannot be used: {error}") from error
