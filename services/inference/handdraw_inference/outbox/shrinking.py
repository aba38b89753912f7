"""Gives the disk back what forwarded events have left in the outbox's file, a little at a time.

SQLite keeps free pages in a file; one with ``auto_vacuum`` can give them back step by step. A file from before it had
that is copied once, which takes as long as what waits in it is large.
"""

import sqlite3

import structlog

STEP_PAGES = 128
INCREMENTAL = 2

log = structlog.get_logger()


def make_shrinkable(db: sqlite3.Connection, most_bytes: int) -> bool:
    """Copy a file that cannot shrink into one that can, if no more is in it. Returns whether it can now."""
    if _number(db, "auto_vacuum") == INCREMENTAL:
        return True
    size = (_number(db, "page_count") - _number(db, "freelist_count")) * _number(db, "page_size")
    if size > most_bytes:
        return False
    try:
        db.execute("PRAGMA temp_store = MEMORY")  # a folder for temporary files may be missing
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db.execute("VACUUM")
    except sqlite3.Error as error:  # busy, or no room for the copy: it is used as it is
        log.info("the outbox's file cannot be made to shrink yet", reason=str(error))
        return False
    finally:
        db.execute("PRAGMA temp_store = DEFAULT")
    log.info("the outbox's file can shrink from now on", bytes=size)
    return True


def free_bytes(db: sqlite3.Connection) -> int:
    """Return the room that deleted events have left in the file for new ones."""
    return _number(db, "freelist_count") * _number(db, "page_size")


def give_back(db: sqlite3.Connection) -> None:
    """Cut STEP_PAGES free pages off, once the log is written back. Others wait for a millisecond."""
    db.executescript(f"PRAGMA incremental_vacuum({STEP_PAGES})")  # execute() would cut off a single one


def write_back(file: str, *, cut: bool) -> None:
    """Bring the log into the file, which then has its new size; and ``cut`` the log off.

    After each step, since to cut much off at once takes the disk long, and on a connection of its own: others write on.
    Raises sqlite3.Error.
    """
    db = sqlite3.connect(f"{file}?mode=rw", uri=True, timeout=0, isolation_level=None)
    try:
        db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        if cut:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # which keeps writers out, and has nothing left to do
    finally:
        db.close()


def _number(db: sqlite3.Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
