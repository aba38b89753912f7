"""The drawing: black ink on white, 280x280, drawn with a round pen."""

from collections import deque
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Point = tuple[float, float]
"""x to the right, y down, in pixels from the canvas's upper left corner; may lie outside."""

SIDE = 280
PAPER = 255
REMEMBERED = 200  # strokes that can be undone, of 77 KiB each


class Canvas:
    """``pixels``: uint8 [280, 280], 0 ink, 255 paper. ``revision`` grows with every change."""

    def __init__(self, pen_px: float) -> None:
        self.pixels: NDArray[np.uint8] = np.full((SIDE, SIDE), PAPER, np.uint8)
        self.revision = 0
        self._radius = pen_px / 2
        self._pen: Point | None = None
        self._before: deque[NDArray[np.uint8]] = deque(maxlen=REMEMBERED)

    @property
    def is_blank(self) -> bool:
        return bool((self.pixels == PAPER).all())

    @property
    def pen_is_down(self) -> bool:
        return self._pen is not None

    @property
    def can_undo(self) -> bool:
        return bool(self._before)

    def press(self, point: Point) -> None:
        """Begin a stroke; a press alone leaves a dot."""
        self._before.append(self.pixels.copy())
        self._pen = point
        self.move(point)

    def move(self, point: Point) -> None:
        """Draw on to ``point``, where the pen is down."""
        if self._pen is None:
            return
        self._ink(self._pen, point)
        self._pen = point

    def lift(self) -> None:
        self._pen = None

    def undo(self) -> None:
        """Take back the last stroke, or the last clear."""
        self.lift()
        if self._before:
            self._replace(self._before.pop())

    def clear(self) -> None:
        self.lift()
        if not self.is_blank:
            self._before.append(self.pixels)
            self._replace(np.full_like(self.pixels, PAPER))

    def png(self) -> bytes:
        file = BytesIO()
        Image.fromarray(self.pixels).save(file, "PNG")
        return file.getvalue()

    def _replace(self, pixels: NDArray[np.uint8]) -> None:
        self.pixels = pixels
        self.revision += 1

    def _ink(self, start: Point, end: Point) -> None:
        """A line with round ends: each pixel is as dark as the pen covers it, and never gets lighter."""
        rows, columns = (_touched(start[axis], end[axis], self._radius) for axis in (1, 0))
        place = self.pixels[rows, columns]
        if not place.size:
            return
        y, x = np.ogrid[rows, columns]
        covered = (self._radius + 0.5 - _distance(x + 0.5, y + 0.5, start, end)).clip(0, 1)
        np.minimum(place, (PAPER * (1 - covered)).round().astype(np.uint8), out=place)
        self.revision += 1


def _touched(one: float, other: float, radius: float) -> slice:
    """The rows or columns that a stroke may reach."""
    low, high = min(one, other) - radius - 1, max(one, other) + radius + 1
    return slice(int(np.clip(low, 0, SIDE)), int(np.clip(np.ceil(high), 0, SIDE)))


def _distance(x: NDArray[np.float64], y: NDArray[np.float64], start: Point, end: Point) -> NDArray[np.float64]:
    """From each place to the nearest point of the line from ``start`` to ``end``."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    along = ((x - start[0]) * across + (y - start[1]) * down) / length if length else x * 0 + y * 0
    along = np.clip(along, 0, 1)
    return np.hypot(x - start[0] - along * across, y - start[1] - along * down)
