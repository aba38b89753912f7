"""How a file of a report reaches the disk: whole or not at all, whatever dies."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from handdraw_chassis.errors import map_errors
from handdraw_reporter.errors import ReportsUnwritable

GIVEN_UP = "deleted"
"""What a claim holds once its report is deleted and is to have no successor."""


def claim(file: Path, own: UUID) -> UUID | None:
    """Return the id that the file holds: ``own``, unless another process was first. A link makes the file appear whole.

    None if the claim was given up. Raises OSError.
    """
    with _new_file(file.parent, str(own).encode()) as new:
        try:
            os.link(new, file)
        except FileExistsError:
            held = file.read_text()
            return None if held == GIVEN_UP else UUID(held)
    return own


def replace(file: Path, content: bytes) -> None:
    """Write the file so that a reader sees the old content or the new. Raises OSError."""
    with _new_file(file.parent, content) as new:
        new.chmod(0o644)
        new.replace(file)


def map_disk_errors(folder: Path) -> AbstractContextManager[None]:
    """Raise ReportsUnwritable for an OSError in the block."""
    return map_errors(
        OSError, lambda error: ReportsUnwritable(f"Reports cannot be written to {folder}: {error.strerror or error}")
    )


@contextmanager
def _new_file(folder: Path, content: bytes) -> Iterator[Path]:
    """Yield a file that is on the disk; it is removed after the block unless it was given another name."""
    with NamedTemporaryFile(dir=folder, prefix=".", delete=False) as new:
        try:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
            yield Path(new.name)
        finally:
            Path(new.name).unlink(missing_ok=True)
