"""Files that are whole or not there: written beside their place, then renamed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from handdraw_training.errors import DiskRefuses


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Yield a name to write under; it becomes ``path`` when the block ends well. Raises DiskRefuses."""
    scratch = path.with_name(f".unfinished-{os.getpid()}-{path.name}")
    try:
        yield scratch
        scratch.replace(path)
    except OSError as error:
        raise DiskRefuses(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        scratch.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Raises DiskRefuses."""
    with write_whole(path) as scratch:
        scratch.write_text(text, encoding="utf-8")
