"""The numbered folders that TensorFlow Serving takes for versions: whole or not there, and never overwritten."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from handdraw_training.errors import VersionTaken, VersionUnwritable


def next_free(parent: Path) -> int:
    taken = [int(child.name) for child in parent.glob("*") if child.name.isdecimal()]
    return max(taken, default=0) + 1


@contextmanager
def new(parent: Path, version: int) -> Iterator[Path]:
    """Yield a folder to fill, under a name that is no number; it becomes the version when the block ends well."""
    destination = parent / str(version)
    if destination.exists():
        raise VersionTaken(taken(destination))
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".unfinished-", dir=parent, ignore_cleanup_errors=True) as scratch:
            folder = Path(scratch) / destination.name
            folder.mkdir()
            yield folder
            folder.rename(destination)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST} and destination.exists():
            raise VersionTaken(taken(destination)) from error
        raise VersionUnwritable(f"{destination} cannot be written: {error.strerror or error}") from error


def taken(destination: Path) -> str:
    return f"{destination} exists already, and a version is never overwritten: choose another --version"
