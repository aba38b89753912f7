"""From strokes to pixels, at any scale: each is as dark as the pen covers it. 0 is ink, 255 paper.

A ground is enlarged smoothly: what it shows is what its own 280x280 say, and no more.
"""

from io import BytesIO
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_desktop.drawing.curves import chords
from handdraw_desktop.drawing.strokes import SIDE, Drawing, Point, Stroke

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""left, top, right, bottom"""

PAPER = 255


class Raster:
    """The pixels, [side, side], of one drawing after another: where one only goes on, no more than that is drawn."""

    def __init__(self, side: int = SIDE) -> None:
        self.pixels: Pixels = np.full((side, side), PAPER, np.uint8)
        self._settled = self.pixels.copy()  # without the last piece, whose curve bends once there is another point
        self._strokes: tuple[Stroke, ...] = ()
        self._ground: bytes | None = None
        self._scale = side / SIDE
        self._tail: Box | None = None

    def follow(self, drawing: Drawing) -> Box | None:
        """Become the picture of ``drawing``. Returns what may have changed."""
        before, self._strokes = self._strokes, drawing.strokes
        if drawing.ground != self._ground:
            self._ground = drawing.ground
            return self._draw_anew()
        if before == drawing.strokes:
            return None
        if not _goes_on(before, drawing.strokes):
            return self._draw_anew()
        changed = self._take_back_tail()
        first = max(len(before) - 1, 0)
        drawn = max(len(before[-1].points) - 2, 0) if before else 0
        return _around(changed, self._draw(first, drawn))

    def _draw_anew(self) -> Box:
        ground = PAPER if self._ground is None else _enlarged(self._ground, len(self.pixels))
        self._settled[:] = ground
        self.pixels[:] = ground
        self._tail = None
        self._draw(0, 0)
        return 0, 0, *self.pixels.shape

    def _draw(self, first: int, drawn: int) -> Box | None:
        """All from stroke ``first`` on, of which so many pieces are there already."""
        changed = None
        for number, stroke in enumerate(self._strokes[first:], first):
            pieces = max(len(stroke.points) - 1, 1)
            open_end = pieces - 1 if number == len(self._strokes) - 1 else pieces
            for piece in range(drawn, open_end):
                box = self._draw_piece(self._settled, stroke, piece)
                _copy(self._settled, self.pixels, box)
                changed = _around(changed, box)
            drawn = 0
            if open_end < pieces:
                self._tail = self._draw_piece(self.pixels, stroke, open_end)
        return _around(changed, self._tail)

    def _draw_piece(self, pixels: Pixels, stroke: Stroke, number: int) -> Box | None:
        corners = chords(stroke.points, number, self._scale)
        radius = stroke.width_px / 2 * self._scale
        changed = None
        for start, end in pairwise(corners):
            changed = _around(changed, _cover(pixels, start, end, radius, erases=stroke.erases))
        return changed

    def _take_back_tail(self) -> Box | None:
        tail, self._tail = self._tail, None
        _copy(self._settled, self.pixels, tail)
        return tail


def rasterise(drawing: Drawing, side: int = SIDE) -> Pixels:
    """[side, side], as ``Raster.follow`` makes them."""
    raster = Raster(side)
    raster.follow(drawing)
    return raster.pixels


def png(drawing: Drawing) -> bytes:
    """280x280, grey."""
    return encode(rasterise(drawing))


def encode(pixels: Pixels) -> bytes:
    """PNG, grey."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=1)
    return file.getvalue()


def _enlarged(ground: bytes, side: int) -> Pixels:
    """Or made smaller, [side, side]."""
    picture = Image.frombytes("L", (SIDE, SIDE), ground)
    return np.asarray(picture if side == SIDE else picture.resize((side, side), Image.Resampling.BILINEAR))


def _goes_on(before: tuple[Stroke, ...], after: tuple[Stroke, ...]) -> bool:
    """Nothing is gone: strokes are new, or the last one is longer."""
    if not before:
        return True
    if len(after) < len(before) or after[: len(before) - 1] != before[:-1]:
        return False
    old, new = before[-1], after[len(before) - 1]
    points = new.points[: len(old.points)]
    return (points, new.width_px, new.erases) == (old.points, old.width_px, old.erases)


def _cover(pixels: Pixels, start: Point, end: Point, radius: float, *, erases: bool) -> Box | None:
    """A line with round ends: it makes nothing lighter, or where it erases, nothing darker."""
    side = len(pixels)
    left, right = _reach(start[0], end[0], radius, side)
    top, bottom = _reach(start[1], end[1], radius, side)
    if left >= right or top >= bottom:
        return None
    place = pixels[top:bottom, left:right]
    x = np.arange(left, right, dtype=np.float32) + np.float32(0.5)
    y = np.arange(top, bottom, dtype=np.float32)[:, None] + np.float32(0.5)
    covered = (np.float32(radius + 0.5) - _distance(x, y, start, end)).clip(0, 1) * PAPER
    if erases:
        np.maximum(place, covered.round().astype(np.uint8), out=place)
    else:
        np.minimum(place, PAPER - covered.round().astype(np.uint8), out=place)
    return left, top, right, bottom


def _reach(one: float, other: float, radius: float, side: int) -> tuple[int, int]:
    """The columns, or rows, that a line may touch."""
    low, high = min(one, other) - radius - 1, max(one, other) + radius + 1
    return int(min(max(low, 0), side)), int(min(max(high + 1, 0), side))


def _distance(x: NDArray[np.float32], y: NDArray[np.float32], start: Point, end: Point) -> NDArray[np.float32]:
    """From each place to the nearest point of the line from ``start`` to ``end``."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    x, y = x - np.float32(start[0]), y - np.float32(start[1])
    if length == 0:
        return np.hypot(x, y)
    along = (x * np.float32(across / length) + y * np.float32(down / length)).clip(0, 1)
    return np.hypot(x - along * np.float32(across), y - along * np.float32(down))


def _around(one: Box | None, other: Box | None) -> Box | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _copy(source: Pixels, target: Pixels, box: Box | None) -> None:
    if box is not None:
        left, top, right, bottom = box
        target[top:bottom, left:right] = source[top:bottom, left:right]
