"""All of a session in a folder: each drawing, the 28x28 that was seen of it, and a table of what was read and said."""

import csv
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from PIL import Image

from handdraw_desktop.drawing.raster import png
from handdraw_desktop.errors import CannotSave
from handdraw_desktop.session.history import Entry

COLUMNS = ("id", "recorded_at", "drawing", "glyph", "digit", "confidence", "label", "warnings", "model", "engine")
GLYPH_SIDE = 28


def export(entries: Iterable[Entry], times: Mapping[UUID, datetime], folder: Path, now: datetime) -> Path:
    """A new folder in ``folder``, named by the time. ``times``: when each was recorded. Raises CannotSave."""
    try:
        place = _made(folder, f"session-{now:%Y%m%d-%H%M%S}")
        with (place / "session.csv").open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, COLUMNS)
            table.writeheader()
            table.writerows(_row(entry, times.get(entry.drawing.id), place, n) for n, entry in enumerate(entries, 1))
    except OSError as error:
        raise CannotSave(f"{folder}: {error.strerror or error}") from error
    return place


def _made(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    place = next(path for path in _names(folder, name) if not path.exists())
    place.mkdir()
    return place


def _names(folder: Path, name: str) -> Iterator[Path]:
    return (folder / f"{name}{f'-{number}' if number > 1 else ''}" for number in count(1))


def _row(entry: Entry, recorded_at: datetime | None, place: Path, number: int) -> dict[str, object]:
    drawing = f"{number:03}.png"
    (place / drawing).write_bytes(png(entry.drawing))
    row: dict[str, object] = {
        "id": entry.drawing.id,
        "recorded_at": "" if recorded_at is None else recorded_at.isoformat(timespec="seconds"),
        "drawing": drawing,
        "label": "" if entry.said is None else entry.said,
    }
    read = entry.read
    if read is None:
        return row
    glyph = f"{number:03}-28x28.png"
    if read.glyph is not None:
        Image.frombytes("L", (GLYPH_SIDE, GLYPH_SIDE), b64decode(read.glyph)).save(place / glyph)
        row["glyph"] = glyph
    model = f"{read.model.name} {read.model.version}"
    told = {"digit": read.digit, "confidence": read.confidence, "warnings": " ".join(read.warnings)}
    return row | told | {"model": model, "engine": read.model.engine}
