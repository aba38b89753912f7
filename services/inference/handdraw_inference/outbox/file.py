"""The file under the outbox, as the queue and the commands use it: a connection, a lock, and one kind of error."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.outbox.opening import Corrupt, Opened, inode, is_corrupt, open_file

RESERVE_BYTES = 16 * 1024 * 1024  # of the disk, never filled by us: letting go of events takes room, too


class OutboxFile:
    """Thread-safe; blocks. Every method raises OutboxUnavailable where the disk or the file refuses.

    What turns out to be corrupt in use is closed; the next use opens it again, and so moves it aside, once no other
    process has it open. Those meet the harm, too: who cannot read on forwards no more, and the next one tries.
    """

    def __init__(self, path: Path, sync: Literal["normal", "full"], *, owner: bool = True) -> None:
        """``owner``: makes what is missing, and may move what is corrupt."""
        self.path = path
        self._sync = sync
        self._owner = owner
        self._lock = threading.Lock()
        self._closed = False
        self._opened: Opened | None = None
        self._suspect: int | None = None  # the inode of what was found corrupt in use
        with self.reading():
            pass

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._translated():
            if self._closed:
                raise OSError("it is closed")
            if self._opened is None:
                self._opened = open_file(self.path, self._sync, self._suspect, owner=self._owner)
                self._suspect = None
            yield self._opened.db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; what is raised within undoes it."""
        with self.reading() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def check_room(self, db: sqlite3.Connection) -> None:
        """An outbox that had filled its disk could not even let go of what the logger has."""
        free = shutil.disk_usage(self.path.parent).free
        if free < RESERVE_BYTES and free + _free_pages_bytes(db) < RESERVE_BYTES:
            raise OSError(f"the disk has less than {RESERVE_BYTES >> 20} MiB left")

    def moved_aside(self) -> list[str]:
        """The names of files that were corrupt, for as long as an operator lets them or their logs lie there."""
        found = self.path.parent.glob(f"{self.path.name}.corrupt-*")
        return sorted({file.name.removesuffix("-wal").removesuffix("-shm") for file in found})

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._let_go()

    def _let_go(self) -> None:
        opened, self._opened = self._opened, None
        if opened:
            opened.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError, Corrupt) as error:
            if is_corrupt(error) and self._opened:
                self._suspect = inode(self.path)
                self._let_go()
            raise OutboxUnavailable(f"The outbox {self.path} cannot be used: {error}") from error


def _free_pages_bytes(db: sqlite3.Connection) -> int:
    """What events that are gone have left in the file, to be written again."""
    pages, size = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("freelist_count", "page_size"))
    return int(pages * size)
