"""The drawing at hand: a pen, an eraser, and every drawing that was there before."""

from collections.abc import Callable
from uuid import UUID, uuid4

import numpy as np

from handdraw_desktop.drawing.raster import PAPER, Raster, encode
from handdraw_desktop.drawing.strokes import Drawing, Point, Stroke

THINNEST_PX, WIDEST_PX = 2.0, 64.0
ERASER = 2  # so many times as wide as the pen


class Canvas:
    """``drawing`` is what is there now, the stroke that is being made included.

    Whatever changes a pixel makes another drawing, with an id of its own; undo and redo go back to the very same.
    """

    def __init__(self, pen_px: float, new_id: Callable[[], UUID] = uuid4) -> None:
        self.drawing = Drawing(new_id())
        self.pen_px = pen_px
        self._new_id = new_id
        self._raster = Raster()
        self._stroke: Stroke | None = None
        self._start = self.drawing
        self._start_pixels = self._raster.pixels.copy()
        self._before: list[Drawing] = []
        self._after: list[Drawing] = []

    @property
    def pen_is_down(self) -> bool:
        return self._stroke is not None

    @property
    def can_undo(self) -> bool:
        return bool(self._before) or self.drawing is not self._start

    @property
    def can_redo(self) -> bool:
        return bool(self._after)

    def press(self, point: Point, *, erases: bool = False) -> None:
        """Begin a stroke; a press alone leaves a dot."""
        self.lift()
        self._raster.follow(self.drawing)
        self._start, self._start_pixels = self.drawing, self._raster.pixels.copy()
        self._go_on(Stroke((point,), self.pen_px * ERASER if erases else self.pen_px, erases))

    def move(self, point: Point) -> None:
        """Draw on to ``point``, where the pen is down."""
        if self._stroke is not None and point != self._stroke.points[-1]:
            self._go_on(Stroke((*self._stroke.points, point), self._stroke.width_px, self._stroke.erases))

    def lift(self) -> None:
        self._stroke = None
        if self.drawing is not self._start:
            self._before.append(self._start)
            self._after.clear()
            self._start = self.drawing

    def undo(self) -> None:
        """Take back the last stroke, erasure or clear."""
        self.lift()
        if self._before:
            self._after.append(self.drawing)
            self._become(self._before.pop())

    def redo(self) -> None:
        """Bring back what was taken back last."""
        self.lift()
        if self._after:
            self._before.append(self.drawing)
            self._become(self._after.pop())

    def clear(self) -> None:
        self.lift()
        if not self.drawing.is_blank:
            self.show(Drawing(self._new_id()))

    def show(self, drawing: Drawing) -> None:
        """Go on from ``drawing``, one of the history; undo brings back what was there."""
        self.lift()
        if drawing.id != self.drawing.id:
            self._before.append(self.drawing)
            self._after.clear()
            self._become(drawing)

    def widen(self, step_px: float) -> None:
        """For the next stroke."""
        self.pen_px = min(max(self.pen_px + step_px, THINNEST_PX), WIDEST_PX)

    def png(self) -> bytes:
        """280x280, grey."""
        self._raster.follow(self.drawing)
        return encode(self._raster.pixels)

    def _become(self, drawing: Drawing) -> None:
        self.drawing = self._start = drawing

    def _go_on(self, stroke: Stroke) -> None:
        """A stroke that changes no pixel makes no other drawing, and one that takes the last ink leaves blank paper."""
        self._stroke = stroke
        drawing = self._start.with_stroke(stroke, self._new_id())
        self._raster.follow(drawing)
        if np.array_equal(self._raster.pixels, self._start_pixels):
            self.drawing = self._start
        elif (self._raster.pixels == PAPER).all():
            self.drawing = Drawing(drawing.id)
        else:
            self.drawing = drawing
