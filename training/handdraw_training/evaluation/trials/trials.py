"""Drawings under one condition: to be made, and then as glyphs, ready to be read by any network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

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
class Readings:
    """How some drawings may be read. ``of``: [m], which drawings."""

    of: NDArray[np.intp]
    glyphs: Glyphs
    several: NDArray[np.bool_]  # whether the marks stand apart, as several digits do
    left_out: NDArray[np.bool_]  # whether the picture shows something else, which was left out

    def __len__(self) -> int:
        return len(self.of)

    def take(self, places: NDArray[np.bool_]) -> Self:
        return type(self)(self.of[places], self.glyphs[places], self.several[places], self.left_out[places])


@dataclass(frozen=True, eq=False)
class Trial:
    """``n`` drawings under one condition. A refused drawing has a blank glyph, whose score does not count.

    ``doubtful``: other readings of some; of two the surer is kept, as in the gateway.
    """

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
    doubtful: Readings | None = None

    def __len__(self) -> int:
        return len(self.labels)

    def read_as(self, readings: Readings) -> Self:
        """Return the trial with these drawings read so."""
        glyphs, several, left_out = self.glyphs.copy(), self.several.copy(), self.left_out.copy()
        glyphs[readings.of], several[readings.of] = readings.glyphs, readings.several
        left_out[readings.of] = readings.left_out
        return replace(self, glyphs=glyphs, several=several, left_out=left_out, doubtful=None)
