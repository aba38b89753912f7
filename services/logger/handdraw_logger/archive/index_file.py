"""The file under the archive's index: a connection, a commit, and one kind of error."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from handdraw_chassis.errors import map_errors
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


def index_errors(file: Path) -> AbstractContextManager[None]:
    """Raise ArchiveUnavailable in place of whatever SQLite or the disk raise in the block."""
    return map_errors(
        (sqlite3.Error, OSError),
        lambda error: ArchiveUnavailable(f"The archive's index {file} cannot be used: {error}"),
    )
