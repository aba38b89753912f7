"""Locks on folders, between processes; the system releases them when their holder ends, however it ends."""

import fcntl
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold the folder exclusively, after whoever else holds it. Raises OSError."""
    with _open(folder) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@contextmanager
def try_hold(folder: Path) -> Iterator[bool]:
    """Yield whether nobody else holds the folder; it is then held exclusively. Raises OSError."""
    with _open(folder) as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def remove_abandoned(folders: Iterable[Path]) -> None:
    """Remove what killed holders have left; what a living one holds stays."""
    for folder in folders:
        with suppress(OSError), try_hold(folder) as abandoned:
            if abandoned:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _open(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
