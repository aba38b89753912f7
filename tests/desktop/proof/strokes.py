"""How people draw digits: recorded with a pen, where the data is, else the repository's own ten."""

import gzip
import json
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

from handdraw_desktop.drawing.recorded import read_strokes

from ...processes import ROOT
from .diary import SIDE, Point

OWN = ROOT / "examples" / "drawings" / "strokes.txt"
Strokes = tuple[tuple[Point, ...], ...]


def recorded() -> Path | None:
    """``HANDDRAW_STROKES``, where it is set and there."""
    named = os.environ.get("HANDDRAW_STROKES")
    return Path(named) if named and Path(named).exists() else None


def source() -> str:
    return "people" if recorded() else "the repository's own hand, for HANDDRAW_STROKES names no file"


def read_digits(chance: Random, count: int) -> list[tuple[int, Strokes]]:
    """So many drawings with their digits."""
    file = recorded()
    if file is None:
        digits = [chance.randrange(10) for _ in range(count)]
        return [(digit, read_strokes(OWN, digit)) for digit in digits]
    with gzip.open(file, "rt") as lines:
        chosen = chance.sample(list(lines), count)
    records = [json.loads(line) for line in chosen]
    return [(int(record["label"]), placed(record["strokes"], chance)) for record in records]


def placed(strokes: Sequence[Sequence[Sequence[float]]], chance: Random) -> Strokes:
    """From the tablet's units to a canvas: not every hand draws as large, nor in the middle."""
    xs, ys = zip(*((x, y) for stroke in strokes for x, y in stroke), strict=True)
    extent = max(max(xs) - min(xs), max(ys) - min(ys), 1)
    scale = chance.uniform(0.45, 0.8) * SIDE / extent
    left, top = (chance.uniform(20, SIDE - 20 - (max(one) - min(one)) * scale) for one in (xs, ys))
    return tuple(
        tuple((left + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for x, y in stroke) for stroke in strokes
    )
