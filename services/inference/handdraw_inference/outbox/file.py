"""The outbox's file, as the queue and the commands use it: one connection, one lock, one kind of error."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from handdraw_chassis.errors import map_errors
from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.outbox.opening import (
    BUSY_S,
    PARTS,
    WAL_BYTES,
    Corrupt,
    OpenFile,
    Ways,
    inode,
    is_busy,
    is_corrupt,
    open_file,
)
from handdraw_inference.outbox.shrinking import free_bytes, give_back, make_shrinkable, write_back

IN_USE_BYTES = 4 * 1024 * 1024  # copied in a few milliseconds
RESERVE_BYTES = 16 * 1024 * 1024  # of the disk, left free: deleting events takes room, too


class OutboxFile:
    """Thread-safe; blocks. Every method raises OutboxUnavailable where the disk or the file refuses.

    A file that proves corrupt in use is closed. The next use opens it again, which moves it aside as soon as no other
    process has it open. The others meet the damage, too: one that cannot read on stops forwarding, and another tries.
    """

    def __init__(
        self, path: Path, sync: Literal["normal", "full"], wal_bytes: int = WAL_BYTES, *, owner: bool = True
    ) -> None:
        """``owner``: creates a missing file, and may move a corrupt one aside."""
        self.path = path
        self._parts = [f"{path}{part}" for part in PARTS]
        self._ways = Ways(sync, wal_bytes)
        self._owner = owner
        self._lock = threading.Lock()
        self._closed = False
        self._opened: OpenFile | None = None
        self._leaving = False
        self._patience_s = BUSY_S
        self._suspect: int | None = None  # the inode of a file that proved corrupt in use
        with self.reading():
            pass

    @contextmanager
    def reading(self, patience_s: float = BUSY_S) -> Iterator[sqlite3.Connection]:
        """``patience_s``: how long to wait for another thread, and then for another process."""
        if not self._lock.acquire(timeout=patience_s):
            raise OutboxUnavailable(f"The outbox {self.path} is in use", busy=True)
        try:
            with self._reading(patience_s) as db:
                yield db
        finally:
            self._lock.release()

    @contextmanager
    def _reading(self, patience_s: float) -> Iterator[sqlite3.Connection]:
        with map_errors((sqlite3.Error, OSError, Corrupt), self._unavailable), self._closing_corrupt():
            if self._closed:
                raise OSError("it is closed")
            if self._leaving:
                self._let_go()
            if self._opened is None:
                self._opened = open_file(self.path, self._ways, self._suspect, owner=self._owner)
                self._suspect = None
                self._patience_s = BUSY_S
            if patience_s != self._patience_s:
                self._opened.db.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")
                self._patience_s = patience_s
            yield self._opened.db

    @contextmanager
    def writing(self, patience_s: float = BUSY_S) -> Iterator[sqlite3.Connection]:
        """One transaction, rolled back by any exception."""
        with self.reading(patience_s) as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def check_place(self, db: sqlite3.Connection) -> None:
        """Refuse to write where nobody would find it again. For use within `writing`.

        Once nothing waits any more in a file that was removed with its log, the next use opens what lies in its place.
        """
        if self._opened and self._opened.is_moved(self.path):
            empty = db.execute("SELECT 1 FROM outbox LIMIT 1").fetchone() is None
            self._leaving = empty and self._opened is not None and self._opened.is_gone(self.path)
            raise OSError("the file was removed or replaced: what waits in the old one is forwarded first")

    def check_room(self, db: sqlite3.Connection) -> None:
        """Refuse to write on a disk so full that deleting delivered events might fail. For use within `writing`."""
        free = shutil.disk_usage(self.path.parent).free
        if free < RESERVE_BYTES and free + free_bytes(db) < RESERVE_BYTES:
            raise OSError(f"the disk has less than {RESERVE_BYTES >> 20} MiB left")

    def measure(self) -> int:
        """Return how many bytes lie on the disk: of the file, its log, and its index."""
        return sum(map(_size, self._parts))

    def shrink(self) -> bool:
        """Give the disk back some of what deleted events have left, and return whether there is more.

        As much as the log may have is left alone: it would soon be taken again.
        """
        if not self._has_spare():
            return False
        self._write_back(cut=False)  # first, or the commit that gives room back might have to
        with self.reading() as db:
            if free_bytes(db) > self._ways.wal_bytes and make_shrinkable(db, IN_USE_BYTES):
                give_back(db)
                if free_bytes(db) > self._ways.wal_bytes:
                    return True
        self._write_back(cut=True)
        return False

    def _has_spare(self) -> bool:
        with self.reading() as db:
            is_ours = self._opened is not None and not self._opened.is_moved(self.path)
            return is_ours and max(free_bytes(db), _size(self._parts[0])) > self._ways.wal_bytes

    def _write_back(self, *, cut: bool) -> None:
        with suppress(sqlite3.Error):  # somebody reads or writes: it is tried again
            write_back(self.path.absolute().as_uri(), cut=cut)

    def corrupt_files(self) -> list[str]:
        """Return the names of corrupt files that were moved aside, until an operator removes them and their logs."""
        found = self.path.parent.glob(f"{self.path.name}.corrupt-*")
        return sorted({file.name.removesuffix("-wal").removesuffix("-shm") for file in found})

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._let_go()

    def _let_go(self) -> None:
        opened, self._opened, self._leaving = self._opened, None, False
        if opened:
            opened.close(self.path)

    @contextmanager
    def _closing_corrupt(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            if is_corrupt(error) and self._opened:
                self._suspect = inode(self.path)
                self._let_go()
            raise

    def _unavailable(self, error: Exception) -> OutboxUnavailable:
        return OutboxUnavailable(f"The outbox {self.path} cannot be used: {error}", busy=is_busy(error))


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116 - asked at each commit: a Path takes twice as long
    except FileNotFoundError:
        return 0
