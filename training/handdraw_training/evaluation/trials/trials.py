"""Drawings turned into glyphs, ready to be read: the part of an evaluation that depends on no network."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

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
NO_LABEL = -1


class Group(StrEnum):
    """What a trial is measured for; the trials of a condition have the condition's own group."""

    MNIST = "MNIST"
    MNIST_PNG = "MNIST as PNG"
    DRAWN = "drawn"
    SAMPLE = "drawn, a sample"
    COLOURS = "colours"
    EUROPEAN = "European forms"
    NO_DIGIT = "letters and scribbles"
    OTHERS = "other than one digit"
    BLANK = "blank"


@dataclass(frozen=True, eq=False)
class Trial:
    """``n`` drawings under one condition. A refused drawing has a blank glyph, whose score does not count."""

    name: str
    group: str
    glyphs: Glyphs
    refused: NDArray[np.bool_]
    several: NDArray[np.bool_]  # whether the marks stand apart, as several digits do
    labels: NDArray[np.int64]  # [n], NO_LABEL where there is no digit
    names: Names
    writers: Names
    sets: Names

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Subject:
    """A drawing to be made. ``picture`` makes it when its turn comes, so that only one is in memory."""

    name: str
    picture: Callable[[], Image.Image]
    label: int = NO_LABEL
    writer: str = ""

    @property
    def set(self) -> str:
        return self.writer.partition(":")[0]


def subjects(drawings: Iterable[StrokeDrawing], picture: Callable[[StrokeDrawing], Image.Image]) -> list[Subject]:
    return [
        Subject(one.id, lambda one=one: picture(one), NO_LABEL if one.label is None else one.label, one.writer)  # type: ignore[misc]
        for one in drawings
    ]


def prepare_trial(name: str, group: str, of: Sequence[Subject], progress: Progress) -> Trial:
    """Draw and normalise each subject in turn."""
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
