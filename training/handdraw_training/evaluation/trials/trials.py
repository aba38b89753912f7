"""Drawings under one condition: to be made, and then as glyphs, ready to be read by any network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_training.evaluation.reading import Glyphs, Names

NO_LABEL = -1


class Group(StrEnum):
    """What a trial is measured for; the trials of a condition have the condition's own group."""

    MNIST = "MNIST"
    MNIST_PNG = "MNIST as PNG"
    MNIST_CANVAS = "MNIST on a canvas"
    DRAWN = "drawn"
    SAMPLE = "drawn, a sample"
    COLOURS = "colours"
    EUROPEAN = "European forms"
    NO_DIGIT = "letters and scribbles"
    OTHERS = "other than one digit"
    BLANK = "blank"


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


@dataclass(frozen=True)
class PlannedTrial:
    name: str
    group: str
    subjects: Sequence[Subject]


@dataclass(frozen=True, eq=False)
class Trial:
    """``n`` drawings under one condition. A refused drawing has a blank glyph, whose score does not count."""

    name: str
    group: str
    glyphs: Glyphs
    refused: NDArray[np.bool_]
    several: NDArray[np.bool_]  # whether the marks stand apart, as several digits do
    left_out: NDArray[np.bool_]  # whether the picture shows something else, which was left out
    labels: NDArray[np.int64]  # [n], NO_LABEL where there is no digit
    names: Names
    writers: Names
    sets: Names

    def __len__(self) -> int:
        return len(self.labels)
