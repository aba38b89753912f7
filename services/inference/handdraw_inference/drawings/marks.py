"""Marks: the connected patches of ink on a grid."""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from handdraw_inference.drawings.grids import Grey
from handdraw_inference.drawings.ink import Box

Marks = NDArray[np.bool_]
"""[h, w]: where there is ink"""
Labels = NDArray[np.uint16]
"""[h, w]: the label of the mark that a place belongs to, 0 where there is none"""

MOST = 64  # marks are looked at: a page of grain has thousands
FRAME_SHARE = 0.65  # of each edge of a frame's box has ink beside it; of a 0's, less than half
INSIDE_SHARE = 0.1  # of what may be a frame, whatever edge is missing, lies inside
RIM = 1 / 16  # of a frame's longer side: how far from the edge that ink may lie


@dataclass(frozen=True, slots=True)
class Mark:
    """A connected patch of ink; its box and its area in places of the grid."""

    label: int
    left: int
    top: int
    width: int
    height: int
    area: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def longer(self) -> int:
        return max(self.width, self.height)

    @property
    def shorter(self) -> int:
        return min(self.width, self.height)

    def gap(self, other: "Mark") -> int:
        """Return how far apart the boxes are, 0 where they overlap."""
        across = max(self.left - other.right, other.left - self.right, 0)
        down = max(self.top - other.bottom, other.top - self.bottom, 0)
        return max(across, down)

    def encloses(self, other: "Mark") -> bool:
        upper_left = self.left < other.left and self.top < other.top
        return upper_left and self.right > other.right and self.bottom > other.bottom

    def edges(self, shape: tuple[int, ...]) -> int:
        """Return how many edges of a grid of this shape it touches."""
        return (self.left == 0) + (self.top == 0) + (self.right == shape[1]) + (self.bottom == shape[0])


def find_marks(marks: Marks) -> tuple[tuple[Mark, ...], Labels]:
    """Return the patches whose places touch, by a side or a corner, the MOST largest of them, and the labels of all."""
    _, labels, boxes, _ = cv2.connectedComponentsWithStatsWithAlgorithm(
        marks.view(np.uint8), connectivity=8, ltype=cv2.CV_16U, ccltype=cv2.CCL_BBDT
    )
    order = range(1, len(boxes)) if len(boxes) <= MOST else np.sort(np.argpartition(boxes[1:, 4], -MOST)[-MOST:] + 1)
    return tuple(Mark(int(label), *boxes[label].tolist()) for label in order), np.asarray(labels, np.uint16)


def bounding_box(marks: Marks) -> Box | None:
    """Return the box of all of it, or None where there is nothing."""
    left, top, width, height = cv2.boundingRect(marks.view(np.uint8))
    return (left, top, left + width, top + height) if width else None


def select(labels: Labels, marks: Iterable[Mark]) -> Grey:
    """Return where these marks are: 1 there, 0 elsewhere."""
    chosen = np.zeros(int(labels.max()) + 1, np.uint8)
    chosen[[mark.label for mark in marks]] = 1
    return chosen.take(labels)


def is_frame(mark: Mark, labels: Labels) -> bool:
    """Whether there is ink along all four edges of its box, or nowhere else, as of a frame, and not of a 0."""
    own = labels[mark.top : mark.bottom, mark.left : mark.right] == mark.label
    rim = max(2, round(mark.longer * RIM))
    if mark.shorter <= 4 * rim:
        return False
    if np.count_nonzero(own[rim:-rim, rim:-rim]) < INSIDE_SHARE * mark.area:
        return True
    edges = own[:rim], own[-rim:], own[:, :rim].T, own[:, -rim:].T
    return all(np.count_nonzero(edge.any(axis=0)) >= FRAME_SHARE * edge.shape[1] for edge in edges)
