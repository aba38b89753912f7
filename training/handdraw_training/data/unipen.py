"""Turns pen strokes in UNIPEN's format, that of the original files of UCI's Pen-Based Digits, into our lines of JSON.

A digit is `.SEGMENT DIGIT n ? "8"`, then `.COMMENT 8 12 0` (its label, its writer, which of theirs), then for each
stroke `.PEN_DOWN`, points as `x y` with y pointing up, `.PEN_UP`.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from handdraw_training.errors import DatasetUnusable

Point = tuple[int, int]


@dataclass
class Segment:
    """A digit while it is read."""

    label: int
    writer: str | None = None
    strokes: list[list[Point]] = field(default_factory=list)


def convert(lines: Iterable[str], name: str) -> Iterator[str]:
    """Yield a line of JSON for each digit. ``name`` of the set: stands before the colon in each writer.

    Raises DatasetUnusable.
    """
    for number, segment in enumerate(_segments(lines)):
        strokes = [stroke for stroke in segment.strokes if stroke]
        if segment.writer is None or not strokes:
            raise DatasetUnusable(f"The digit {number} of {name} has no writer or no strokes: it is not UCI's file")
        digit = {"id": f"{name}-{number:05}", "label": segment.label, "writer": f"{name}:w{segment.writer}"}
        yield json.dumps(digit | {"strokes": _downwards(strokes)}, separators=(",", ":")) + "\n"


def _segments(lines: Iterable[str]) -> Iterator[Segment]:
    segment: Segment | None = None
    for number, line in enumerate(lines, 1):
        try:
            if line.startswith(".SEGMENT DIGIT"):
                if segment:
                    yield segment
                segment = Segment(label=int(line.split('"')[1]))
            elif segment:
                _take(segment, line)
        except (ValueError, IndexError) as error:
            raise DatasetUnusable(f"Line {number} is not what a UNIPEN file of digits has: {line.strip()!r}") from error
    if segment:
        yield segment


def _take(segment: Segment, line: str) -> None:
    match line.split():
        case [".COMMENT", _, writer, *_]:
            segment.writer = writer
        case [".PEN_DOWN"]:
            segment.strokes.append([])
        case [first, *_] if first.startswith("."):
            pass
        case [x, y]:
            segment.strokes[-1].append((int(x), int(y)))
        case [_, *_]:
            raise ValueError(line)


def _downwards(strokes: list[list[Point]]) -> list[list[Point]]:
    """Turn y to point down, as on a canvas, and count from 0."""
    left = min(x for stroke in strokes for x, _ in stroke)
    top = max(y for stroke in strokes for _, y in stroke)
    return [[(x - left, top - y) for x, y in stroke] for stroke in strokes]
