"""The window's picture, drawn: of its parts only those that changed."""

from collections.abc import Sequence
from typing import NamedTuple

from pygame import Rect, Surface

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.language import Language
from handdraw_desktop.view.brush import Brush
from handdraw_desktop.view.palette import Palette
from handdraw_desktop.view.paper import Paper
from handdraw_desktop.view.part import Placed
from handdraw_desktop.words.wording import Words


class Picture(NamedTuple):
    """``paper``: where the drawing lies; None where something else covers the window."""

    unit: float
    words: Words
    palette: Palette
    paper: Rect | None
    drawing: Drawing
    parts: tuple[Placed, ...]


class Screen:
    """Remembers what it drew last."""

    def __init__(self) -> None:
        self._brush: Brush | None = None
        self._drawn: Picture | None = None
        self._paper = Paper()

    def forget(self) -> None:
        """The window has lost its picture."""
        self._drawn = None

    def draw(self, window: Surface, picture: Picture) -> list[Rect]:
        """What was drawn: nothing where the picture is that already."""
        brush, before = self._ready(window, picture)
        dirty: list[Rect] = []
        if before is None:
            window.fill(brush.palette.ground)
            self._paper.forget()
            dirty.append(window.get_rect())
        if picture.paper is not None:
            changed = self._paper.show(brush, picture.paper, picture.drawing)
            dirty += [] if changed is None else [changed]
        parts: Sequence[Placed | None] = [None] * len(picture.parts) if before is None else before.parts
        for old, new in zip(parts, picture.parts, strict=True):
            if old != new or new.place.collidelist(dirty) >= 0:
                new.part.draw(brush, new.place)
                dirty.append(new.place)
        self._drawn = picture
        return dirty

    def _ready(self, window: Surface, picture: Picture) -> tuple[Brush, Picture | None]:
        """A brush for this window, and what lies on it where its parts lie as before."""
        brush, before = self._brush, self._drawn
        if brush is None or brush.surface is not window or _manner(brush) != _manner(picture):
            brush = self._brush = Brush(window, picture.unit, picture.words, picture.palette)
            before = None
        if before is not None and _places(before) != _places(picture):
            before = None
        return brush, before


def _places(picture: Picture) -> tuple[object, ...]:
    return picture.paper, [tuple(placed.place) for placed in picture.parts]


def _manner(one: Brush | Picture) -> tuple[float, Language, Palette]:
    return one.unit, one.words.language, one.palette
