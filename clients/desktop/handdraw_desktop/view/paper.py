"""The canvas on the screen: the drawing, sharp at the scale that it is shown at."""

from pygame import Rect, draw

from handdraw_desktop.drawing.raster import Raster
from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.view.brush import Brush, Letters, inked

ROOM_FOR_WORDS, ROOM_FOR_EDGE = 200, 8


class Paper:
    """Remembers what it shows, so that of a stroke that goes on only the new end is drawn."""

    def __init__(self) -> None:
        self._raster: Raster | None = None
        self._shown: Drawing | None = None

    def forget(self) -> None:
        self._shown = None

    def show(self, brush: Brush, place: Rect, drawing: Drawing) -> Rect | None:
        """What of the surface has changed."""
        if drawing == self._shown:
            return None
        if self._raster is None or len(self._raster.pixels) != place.width:
            self._raster, self._shown = Raster(place.width), None
        whole = self._shown is None or self._shown.is_blank or drawing.is_blank
        self._shown = drawing
        changed = self._raster.follow(drawing)
        left, top, right, bottom = (0, 0, *place.size) if whole or changed is None else changed
        part = Rect(place.left + left, place.top + top, right - left, bottom - top)
        brush.surface.blit(inked(self._raster.pixels[top:bottom, left:right], brush.palette), part)
        if drawing.is_blank and place.width > brush.px(ROOM_FOR_WORDS):
            words = brush.words.say("canvas", "empty")
            brush.text(words, Letters(30, brush.palette.hint), place.center, "center", place.width)
        _edge(brush, place, part)
        return part


def _edge(brush: Brush, place: Rect, part: Rect) -> None:
    if place.width > ROOM_FOR_EDGE:
        brush.surface.set_clip(part)
        draw.rect(brush.surface, brush.palette.edge, place, brush.line())
        brush.surface.set_clip(None)
