"""File locks between processes; the system lets go of them when their holder dies, however it dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def lock(descriptor: int, *, shared: bool = False, wait: bool = True) -> bool:
    """Whether it is held now, until the descriptor is closed. Shared or exclusive, whichever it was before.

    Raises OSError where the file system knows no locks.
    """
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def hold(file: Path) -> Iterator[None]:
    """Exclusively, after whoever else holds it. Makes the file. Raises OSError."""
    with file.open("a") as opened:
        lock(opened.fileno())
        yield


@contextmanager
def try_hold(file: Path) -> Iterator[bool]:
    """Whether nobody else holds it, and this process does. Makes the file. Raises OSError."""
    with file.open("a") as opened:
        yield lock(opened.fileno(), wait=False)
