"""A part of the window's picture: a value that says all, and how it is drawn."""

from typing import NamedTuple, Protocol

from pygame import Rect

from handdraw_desktop.view.brush import Brush


class Part(Protocol):
    """Equal parts are equal pictures. A part paints the whole of its place."""

    def draw(self, brush: Brush, place: Rect) -> None: ...


class Placed(NamedTuple):
    place: Rect
    part: Part
