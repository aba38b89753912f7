"""Where saved drawings go."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from handdraw_desktop.errors import CannotSave


def save(png: bytes, folder: Path, now: datetime) -> Path:
    """A new file named by the time; one that is there is never written over. Raises CannotSave."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return next(_written(png, folder, f"drawing-{now:%Y%m%d-%H%M%S}"))
    except OSError as error:
        raise CannotSave(f"Not saved in {folder}: {error.strerror or error}") from error


def _written(png: bytes, folder: Path, name: str) -> Iterator[Path]:
    for number in count(1):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}.png"
        with suppress(FileExistsError):
            with path.open("xb") as file:
                file.write(png)
            yield path
