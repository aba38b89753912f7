"""Recorded strokes: a JSON object per line, {"id", "label", "writer", "strokes": [[[x, y], …], …]}, perhaps gzipped."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from handdraw_training.errors import DatasetUnusable

Stroke = NDArray[np.float64]
"""[n, 2]: x to the right and y down, in any unit."""
Strokes = tuple[Stroke, ...]

MAX_POINTS = 10_000


@dataclass(frozen=True, eq=False)
class StrokeDrawing:
    """What a person drew. ``label``: None for what is no digit. ``writer``: "set:name", or a name without a set."""

    id: str
    label: int | None
    writer: str
    strokes: Strokes

    @property
    def set(self) -> str:
        return self.writer.partition(":")[0]


def read(path: Path) -> list[StrokeDrawing]:
    """Read a file of strokes. Raises DatasetUnusable, which names the file and the line."""
    try:
        drawings = [_parse(path, number, line) for number, line in _lines(path)]
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DatasetUnusable(f"{path} cannot be read as strokes: {error}") from error
    if not drawings:
        raise DatasetUnusable(f"{path} holds no strokes")
    return drawings


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8") if zipped else path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, line


def _parse(path: Path, number: int, line: str) -> StrokeDrawing:
    try:
        return _validate(json.loads(line))
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        missing = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        raise DatasetUnusable(f"{path}, line {number}: {missing}") from error


def _validate(record: object) -> StrokeDrawing:
    if not isinstance(record, dict):
        raise TypeError("it is no JSON object")
    label = record["label"]
    if label is not None and (type(label) is not int or not 0 <= label <= 9):
        raise ValueError(f"the label is {label!r}, neither 0..9 nor null")
    strokes = tuple(_stroke(stroke) for stroke in record["strokes"])
    if not strokes:
        raise ValueError("there are no strokes")
    if sum(map(len, strokes)) > MAX_POINTS:
        raise ValueError(f"there are more than {MAX_POINTS:,} points")
    return StrokeDrawing(str(record["id"]), label, str(record["writer"]), strokes)


def _stroke(points: object) -> Stroke:
    stroke = np.array(points, np.float64)
    if stroke.ndim != 2 or stroke.shape[1] != 2 or len(stroke) == 0 or not np.isfinite(stroke).all():
        raise ValueError("a stroke is not a list of [x, y]")
    return stroke
