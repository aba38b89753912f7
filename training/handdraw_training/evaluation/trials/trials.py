"""Drawings brought to glyphs, ready to be read: the part of an evaluation that no network changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_contracts.wire import WarningCode
from handdraw_inference.drawings.normalisation import normalise
from handdraw_inference.errors import DrawingRefused
from handdraw_training.evaluation.reading import Glyphs, Names
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress

SEVERAL: WarningCode = "several_marks"


@dataclass(frozen=True, eq=False)
class Trial:
    """``n`` drawings under one condition. A refused one has a blank glyph, and nobody reads it."""

    name: str
    group: str
    glyphs: Glyphs
    refused: NDArray[np.bool_]
    several: NDArray[np.bool_]  # the marks stand apart, as several digits do
    labels: NDArray[np.int64]  # [n], all -1 where there is no digit
    names: Names
    writers: Names
    sets: Names

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Subject:
    """A drawing to be made: ``picture`` makes it when its turn comes, so that one at a time is in memory."""

    name: str
    picture: Callable[[], Image.Image]
    label: int = -1
    writer: str = ""

    @property
    def set(self) -> str:
        return self.writer.partition(":")[0]


def subjects(strokes: Iterable[StrokeDrawing], picture: Callable[[StrokeDrawing], Image.Image]) -> list[Subject]:
    return [
        Subject(one.id, lambda one=one: picture(one), -1 if one.label is None else one.label, one.writer)  # type: ignore[misc]
        for one in strokes
    ]


def trial(name: str, group: str, of: Sequence[Subject], progress: Progress) -> Trial:
    glyphs = np.zeros((len(of), 28, 28), np.uint8)
    refused, several = np.zeros(len(of), bool), np.zeros(len(of), bool)
    for index, subject in enumerate(of):
        try:
            glyph = normalise(subject.picture())
            glyphs[index], several[index] = glyph.pixels, SEVERAL in glyph.warnings
        except DrawingRefused:
            refused[index] = True
        progress.advance(1, f"drawing {group}: {name}")
    return Trial(
        name,
        group,
        glyphs,
        refused,
        several,
        labels=np.array([subject.label for subject in of], np.int64),
        names=np.array([subject.name for subject in of], np.str_),
        writers=np.array([subject.writer for subject in of], np.str_),
        sets=np.array([subject.set for subject in of], np.str_),
    )
