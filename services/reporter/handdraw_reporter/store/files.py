"""How a file of a report reaches the disk: whole or not at all, whatever dies; and one kind of error."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from handdraw_reporter.errors import ReportsUnwritable


def claim(file: Path, own: UUID) -> UUID:
    """The id that holds the window: ours, unless another was first. The file appears whole, by a link."""
    with _written(file.parent, str(own).encode()) as new:
        try:
            os.link(new, file)
        except FileExistsError:
            return UUID(file.read_text())
    return own


def replace(file: Path, content: bytes) -> None:
    """Readers see the old file or the new one."""
    with _written(file.parent, content) as new:
        new.chmod(0o644)
        new.replace(file)


@contextmanager
def _written(folder: Path, content: bytes) -> Iterator[Path]:
    """A new file that is on the disk, and gone with the block unless it was given a name."""
    with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as new:
        try:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
            yield Path(new.name)
        finally:
            Path(new.name).unlink(missing_ok=True)


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReportsUnwritable(f"Reports cannot be written to {folder}: {error.strerror or error}") from error
