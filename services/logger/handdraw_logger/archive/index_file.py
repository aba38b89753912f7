"""The SQLite file of the archive's index: connections, transactions, and the one error that its errors become."""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from handdraw_chassis.errors import map_errors
from handdraw_logger.errors import ArchiveUnavailable

BUSY_S = 10


def connect(file: Path) -> sqlite3.Connection:
    """Open a file that exists."""
    address = f"{file.absolute().as_uri()}?mode=rw"
    db = sqlite3.connect(address, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA synchronous = FULL")  # the index must outlast a power cut: Redis is trimmed afterwards
    except sqlite3.Error:
        db.close()
        raise
    return db


def journal_files(file: Path) -> list[Path]:
    return [file.with_name(file.name + suffix) for suffix in ("-wal", "-shm")]


@contextmanager
def transaction(db: sqlite3.Connection, kind: str = "IMMEDIATE") -> Iterator[None]:
    """Commit at the end of the block, or roll back if it raises."""
    db.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        if db.in_transaction:  # if the disk is full, SQLite has rolled back already
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def index_errors(file: Path) -> AbstractContextManager[None]:
    """Raise ArchiveUnavailable in place of what SQLite or the disk raises in the block."""
    return map_errors(
        (sqlite3.Error, OSError),
        lambda error: ArchiveUnavailable(f"The archive's index {file} cannot be used: {error}"),
    )
