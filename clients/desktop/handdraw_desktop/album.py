"""Where saved drawings go, and where they are found again."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from uuid import UUID, uuid5

from handdraw_desktop.drawing.ground import read_ground
from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.errors import CannotOpen, CannotSave

GLANCED_BYTES, GLANCED_PIXELS = 256 * 1024, 1_000_000
THUMBNAILS = UUID(int=0)
SUFFIXES = frozenset((".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"))


def save(png: bytes, folder: Path, now: datetime) -> Path:
    """A new file named by the time; one that is there is never written over. Raises CannotSave."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return next(_written(png, folder, f"drawing-{now:%Y%m%d-%H%M%S}"))
    except OSError as error:
        raise CannotSave(f"{folder}: {error.strerror or error}") from error


def _written(png: bytes, folder: Path, name: str) -> Iterator[Path]:
    for number in count(1):
        path = folder / f"{name}{f'-{number}' if number > 1 else ''}.png"
        with suppress(FileExistsError):
            with path.open("xb") as file:
                file.write(png)
            yield path


def newest(folder: Path, most: int) -> tuple[Path, ...]:
    """The pictures of a folder, those that changed last first; none where there is no such folder."""
    times: dict[Path, float] = {}
    with suppress(OSError):
        for file in folder.iterdir():
            if file.suffix.lower() in SUFFIXES:
                with suppress(OSError):  # a link to nowhere
                    times[file] = file.stat().st_mtime
    return tuple(sorted(times, key=lambda file: (-times[file], file.name))[:most])


def glance(path: Path) -> Drawing | None:
    """What a small file shows, for a thumbnail; None where it is no picture, or one that would take its time."""
    try:
        if path.stat().st_size > GLANCED_BYTES:
            return None
        pixels = read_ground(path, GLANCED_PIXELS).pixels
    except (OSError, CannotOpen):
        return None
    return Drawing(uuid5(THUMBNAILS, pixels.hex()), ground=pixels)
