"""One file of orders that wait: in SQLite, under their Idempotency-Keys, in their order."""

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from handdraw_contracts.classifications import Label
from handdraw_desktop.errors import QueueInUse, QueueUnusable
from handdraw_desktop.gateway.calls import Classify, Fault, Order, Tell

OURS = int.from_bytes(b"Hdrw")  # SQLite's application_id
VERSION = 1
SCHEMA = f"""
    PRAGMA application_id = {OURS};
    PRAGMA user_version = {VERSION};
    CREATE TABLE orders (
        place INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        drawing TEXT NOT NULL,
        digit INTEGER,
        png BLOB,
        CHECK ((digit IS NULL) <> (png IS NULL))
    );
"""
FAULTS = {
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_READONLY: Fault.UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: Fault.UNWRITABLE,
    sqlite3.SQLITE_PERM: Fault.UNWRITABLE,
    sqlite3.SQLITE_CORRUPT: Fault.DAMAGED,
    sqlite3.SQLITE_NOTADB: Fault.DAMAGED,
}


class Waiting(NamedTuple):
    """``key``: of a drawing its Idempotency-Key, of a label one of its own."""

    key: str
    order: Order


def waiting(order: Order) -> Waiting:
    return Waiting(str(order.drawing if isinstance(order, Classify) else uuid4()), order)


class QueueFile:
    """One file, held by one process at a time. Every method raises QueueUnusable."""

    def __init__(self, file: Path) -> None:
        """Open the file, and make it where it is missing. Raises QueueInUse."""
        with _faults():
            _make(file)
            self._connection = sqlite3.connect(file, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                self._hold()
            except BaseException:
                self._connection.close()
                raise

    def _hold(self) -> None:
        """The lock is SQLite's own, and the system's: it ends with the process, however that ends."""
        self._run("PRAGMA locking_mode = EXCLUSIVE")
        self._run("BEGIN EXCLUSIVE")
        new = self._run("PRAGMA schema_version") == 0
        if not new:
            self._check()
        self._run("COMMIT")  # the lock stays
        self._run("PRAGMA journal_mode = WAL")
        self._run("PRAGMA synchronous = FULL")
        self._run("PRAGMA temp_store = MEMORY")
        if new:
            self._connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")

    def _check(self) -> None:
        """Nothing has been written yet, so that what is not ours stays as it is."""
        known = range(1, VERSION + 1)
        if self._run("PRAGMA application_id") != OURS or self._run("PRAGMA user_version") not in known:
            raise QueueUnusable(Fault.FOREIGN)
        if self._run("PRAGMA quick_check(1)") != "ok":
            raise QueueUnusable(Fault.DAMAGED)

    def read(self) -> list[Waiting]:
        """Return what waits, the oldest first."""
        with _faults():
            rows = self._connection.execute("SELECT key, drawing, digit, png FROM orders ORDER BY place")
            return [Waiting(key, _order(UUID(drawing), digit, png)) for key, drawing, digit, png in rows]

    def put(self, waits: Waiting) -> None:
        """Once this returns, neither a killed process nor a power cut loses it. The same key twice is one order."""
        order = waits.order
        digit, png = (None, order.png) if isinstance(order, Classify) else (order.digit, None)
        with _faults():
            self._connection.execute(
                "INSERT OR IGNORE INTO orders (key, drawing, digit, png) VALUES (?, ?, ?, ?)",
                (waits.key, str(order.drawing), digit, png),
            )

    def remove(self, keys: Iterable[str]) -> None:
        """All of them or none."""
        with _faults():
            self._connection.execute("BEGIN")
            try:
                self._connection.executemany("DELETE FROM orders WHERE key = ?", [(key,) for key in keys])
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.close()

    def _run(self, statement: str) -> object:
        row = self._connection.execute(statement).fetchone()
        return row[0] if row else None


def _order(drawing: UUID, digit: int | None, png: bytes | None) -> Order:
    """Raises ValueError."""
    if digit is not None:
        return Tell(drawing, Label(digit=digit).digit)
    if not isinstance(png, bytes):
        raise ValueError("neither a drawing nor a label")  # noqa: TRY004 the file is wrong, not the program
    return Classify(drawing, png)


def _make(file: Path) -> None:
    """For its owner alone. It is not opened where it is there: closing it again would let go of this process's lock."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


@contextmanager
def _faults() -> Iterator[None]:
    """SQLite's and the system's errors as what they mean for the person. Raises QueueInUse, QueueUnusable."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise QueueInUse from error
        raise QueueUnusable(FAULTS.get(code, Fault.FAILED)) from error
    except OSError as error:
        raise QueueUnusable(Fault.FULL if error.errno == errno.ENOSPC else Fault.UNWRITABLE) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise QueueUnusable(Fault.DAMAGED) from error
