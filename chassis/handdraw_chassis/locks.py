"""File locks between processes; the system lets go of them when their holder dies, however it dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def lock(descriptor: int, *, shared: bool = False, wait: bool = True) -> bool:
    """Lock an open file until its descriptor is closed, and return whether it is locked now.

    A lock that is held already becomes shared or exclusive, as asked. Raises OSError if the file system knows no locks.
    """
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def hold(file: Path) -> Iterator[None]:
    """Hold the file exclusively, after whoever else holds it. Creates it. Raises OSError."""
    with file.open("a") as opened:
        lock(opened.fileno())
        yield


@contextmanager
def try_hold(file: Path) -> Iterator[bool]:
    """Yield whether nobody else holds the file; this process then does. Creates it. Raises OSError."""
    with file.open("a") as opened:
        yield lock(opened.fileno(), wait=False)
