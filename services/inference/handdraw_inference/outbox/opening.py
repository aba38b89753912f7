"""Opens the outbox's file: checks whether it is sound, and moves it aside if it is not.

Every process that has it open holds FILE.users shared; only one that holds it alone may check or move the whole file.
"""

import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from handdraw_chassis.locks import lock
from handdraw_inference.outbox.schema import VERSION, migration
from handdraw_inference.outbox.shrinking import make_shrinkable

log = structlog.get_logger()

BUSY_S = 5.0
AT_START_BYTES = 64 * 1024 * 1024  # copied in half a second
PAGE_B = 4096
WAL_BYTES = 4_000 * PAGE_B
_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
PARTS = ("-wal", "-shm", "")  # the file itself last: SQLite deletes a log that has no file


class Corrupt(Exception):
    """SQLite's own check found damage."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """``users``: the descriptor of FILE.users; ``inodes``: of its parts, to see whether they are where they were."""

    db: sqlite3.Connection
    users: int
    inodes: tuple[int | None, ...]

    def is_moved(self, path: Path) -> bool:
        """Say whether it was removed, or another lies in its place."""
        return self.inodes[-1] != inode(path)

    def is_gone(self, path: Path) -> bool:
        """Say whether it was removed with its log and index, which SQLite would take for those of the next file."""
        return all(then != now for then, now in zip(self.inodes, inodes(path), strict=True))

    def close(self, path: Path) -> None:
        if self.is_moved(path):  # else SQLite does it: what lies in its place must not meet this one's log
            with suppress(sqlite3.Error):
                self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()  # first: SQLite deletes its log by name, which must still be ours
        os.close(self.users)


@dataclass(frozen=True, slots=True)
class Ways:
    """How a file is written. ``wal_bytes``: about what its log may have before it is written back and begun again."""

    sync: str
    wal_bytes: int = WAL_BYTES


def open_file(path: Path, ways: Ways, suspect: int | None, *, owner: bool) -> OpenFile:
    """``suspect``: the inode of a file that proved corrupt in use and must not be used again.

    ``owner``: creates a missing file, and moves a corrupt one aside. Raises sqlite3.Error, OSError, Corrupt.
    """
    if owner:
        path.parent.mkdir(parents=True, exist_ok=True)
    elif not path.exists():
        raise OSError("there is none")
    users = os.open(path.with_name(f"{path.name}.users"), os.O_RDWR | (os.O_CREAT if owner else 0), 0o600)
    try:
        db = _open_first(path, ways) if owner and lock(users, wait=False) else None
        lock(users, shared=True)  # waits while another process checks the file
        return OpenFile(db or _open_beside_others(path, ways, suspect), users, inodes(path))
    except BaseException:
        os.close(users)
        raise


def _open_beside_others(path: Path, ways: Ways, suspect: int | None) -> sqlite3.Connection:
    if suspect and suspect == inode(path):
        raise OSError("it is corrupt, and another process still has it open")
    return _connect(path, ways)


def inodes(path: Path) -> tuple[int | None, ...]:
    """Return those of log, index and file."""
    return tuple(inode(path.with_name(path.name + part)) for part in PARTS)


def inode(path: Path) -> int | None:
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return None


def _open_first(path: Path, ways: Ways) -> sqlite3.Connection:
    try:
        db = _connect(path, ways, thoroughly=True)
    except (sqlite3.Error, Corrupt) as error:
        if not is_corrupt(error):
            raise
        log.error("the outbox is corrupt: a fresh one is begun", reason=str(error), moved_to=str(_move_aside(path)))
        return _connect(path, ways)
    make_shrinkable(db, AT_START_BYTES)
    return db


def _connect(path: Path, ways: Ways, *, thoroughly: bool = False) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        if db.execute("PRAGMA page_count").fetchone() == (0,):  # in any other it would write at once, damaged or not
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db.execute("PRAGMA temp_store = MEMORY")  # deleting writes a journal, and a container may have no writable /tmp
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA synchronous = {ways.sync}")
        db.execute(f"PRAGMA wal_autocheckpoint = {ways.wal_bytes // PAGE_B}")
        db.execute(f"PRAGMA journal_size_limit = {ways.wal_bytes}")
        if thoroughly:
            _check(db)
        _bring_up_to_date(db)
    except BaseException:
        db.close()
        raise
    return db


def _check(db: sqlite3.Connection) -> None:
    """Read the whole file, at about a GiB a second from memory. Raises Corrupt."""
    (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise Corrupt(" ".join(found.split()))


def _bring_up_to_date(db: sqlite3.Connection) -> None:
    version = _version(db)
    if version > VERSION:
        raise OSError(f"it was written by a newer Handdraw (version {version} of the file, {VERSION} is known)")
    try:
        if version < VERSION:
            db.executescript(migration(version))
    except sqlite3.OperationalError:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if _version(db) != VERSION:  # else another process did it meanwhile
            raise


def _version(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def is_corrupt(error: Exception) -> bool:
    return isinstance(error, Corrupt) or getattr(error, "sqlite_errorcode", 0) & 0xFF in _CORRUPT


def is_busy(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _move_aside(path: Path) -> Path:
    aside = path
    while aside.exists():
        aside = path.with_name(f"{path.name}.corrupt-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    for part in PARTS:
        if (lies := path.with_name(path.name + part)).exists():
            lies.rename(aside.with_name(aside.name + part))
    return aside
