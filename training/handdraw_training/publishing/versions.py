"""The numbered folders that TensorFlow Serving takes for versions: whole or not there, and never overwritten."""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from handdraw_training.errors import VersionTaken, VersionUnwritable

UNFINISHED = ".unfinished-"


def next_free(parent: Path) -> int:
    taken = [int(child.name) for child in parent.glob("*") if child.name.isdecimal()]
    return max(taken, default=0) + 1


def check_free(parent: Path, version: int) -> Path:
    """Raises VersionTaken."""
    destination = parent / str(version)
    if destination.exists():
        raise VersionTaken(taken(destination))
    return destination


@contextmanager
def new(parent: Path, version: int) -> Iterator[Path]:
    """Yield a folder to fill, under a name that is no number; it becomes the version when the block ends well."""
    destination = check_free(parent, version)
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with scratch_in(parent) as scratch:
            folder = scratch / destination.name
            folder.mkdir()
            yield folder
            folder.rename(destination)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST} and destination.exists():
            raise VersionTaken(taken(destination)) from error
        raise VersionUnwritable(f"{destination} cannot be written: {error.strerror or error}") from error


@contextmanager
def scratch_in(parent: Path) -> Iterator[Path]:
    """A folder that is locked for as long as we write, so that another run knows what a killed one has left."""
    with locked(parent):
        sweep(parent)
        scratch = Path(mkdtemp(prefix=UNFINISHED, dir=parent))
        held = os.open(scratch, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield scratch
    finally:
        os.close(held)
        shutil.rmtree(scratch, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Away with what killed runs have left; what a living one writes stays."""
    for left in parent.glob(f"{UNFINISHED}*"):
        with suppress(OSError), locked(left, fcntl.LOCK_NB):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def locked(folder: Path, how: int = 0) -> Iterator[None]:
    """The operating system lets go of it when the process ends, however it ends."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(descriptor)


def taken(destination: Path) -> str:
    return f"{destination} exists already, and a version is never overwritten: choose another --version"
