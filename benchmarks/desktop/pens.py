"""How people draw: recorded pen strokes, from HANDDRAW_STROKES, else the repository's own ten digits."""

import gzip
import json
import os
from collections.abc import Sequence
from pathlib import Path
from random import Random

from benchmarks.machine import ROOT
from handdraw_desktop.drawing.recorded import read_strokes
from handdraw_desktop.drawing.strokes import SIDE, Point

OWN = ROOT / "examples" / "drawings" / "strokes.txt"
SMALLEST, LARGEST = 0.35, 0.85
"""how much of the canvas a digit's longer side takes"""

Digit = tuple[int, tuple[tuple[Point, ...], ...]]


def read_digits(count: int, seed: int = 7) -> list[Digit]:
    """Return so many digits with their strokes, as the canvas has them; 0: all there are."""
    chance = Random(seed)  # noqa: S311 no secret
    named = os.environ.get("HANDDRAW_STROKES")
    if not named or not Path(named).exists():
        return [(digit % 10, read_strokes(OWN, digit % 10)) for digit in range(count or 10)]
    with gzip.open(named, "rt") as file:
        lines = list(file)
    chosen = chance.sample(lines, min(count or len(lines), len(lines)))
    return [(record["label"], place(record["strokes"], chance)) for record in map(json.loads, chosen)]


def place(strokes: Sequence[Sequence[Sequence[float]]], chance: Random) -> tuple[tuple[Point, ...], ...]:
    """From the tablet's units to a place and a size on the canvas, by chance."""
    xs, ys = zip(*((x, y) for stroke in strokes for x, y in stroke), strict=True)
    scale = chance.uniform(SMALLEST, LARGEST) * SIDE / max(max(xs) - min(xs), max(ys) - min(ys), 1)
    corner = [chance.uniform(10, SIDE - 10 - (max(one) - min(one)) * scale) for one in (xs, ys)]
    return tuple(
        tuple((corner[0] + (x - min(xs)) * scale, corner[1] + (y - min(ys)) * scale) for x, y in stroke)
        for stroke in strokes
    )


def thin_out(stroke: Sequence[Point], every: int) -> tuple[Point, ...]:
    """As a fast hand's mouse reports it: every so many of its points, and the last."""
    return (*stroke[:-1:every], stroke[-1])
