"""Recorded strokes, as examples/drawings/strokes.txt has them: ``7: 29,22 40,21 | 60,36 59,47``."""

from pathlib import Path

from handdraw_desktop.drawing.strokes import SIDE, Point
from handdraw_desktop.errors import UnreadableStrokes

FULL = 100  # the file's canvas


def read_strokes(file: Path, digit: int) -> tuple[tuple[Point, ...], ...]:
    """The digit's strokes, in the drawing's pixels. Raises UnreadableStrokes."""
    try:
        for line in file.read_text().splitlines():
            name, _, strokes = line.partition(":")
            if name.strip() == str(digit):
                return tuple(tuple(map(_point, stroke.split())) for stroke in strokes.split("|"))
    except (OSError, ValueError) as error:
        raise UnreadableStrokes(f"{file} cannot be read: {error}") from error
    raise UnreadableStrokes(f"{file} has no digit {digit}")


def _point(text: str) -> Point:
    x, _, y = text.partition(",")
    return float(x) * SIDE / FULL, float(y) * SIDE / FULL
