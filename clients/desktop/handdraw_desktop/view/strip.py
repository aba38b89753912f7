"""The last drawings: what each was read as, and what was said."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.palette import ACCENT, BACKGROUND, CARD, EDGE, GOOD, HOVER, INK, MUTED, PROBLEM


@dataclass(frozen=True, slots=True)
class Earlier:
    """``opened``: it is on the screen."""

    drawing: Drawing
    read: int | None
    said: int | None
    opened: bool = False
    hovered: bool = False
    focused: bool = False

    def draw(self, brush: Brush, place: Rect) -> None:
        brush.card(place, HOVER if self.hovered else CARD, ACCENT if self.opened else EDGE)
        padding = brush.px(5)
        side = place.height - 2 * padding
        picture = Rect(place.left + padding, place.top + padding, side, side)
        brush.thumbnail(self.drawing, picture)
        middle = (picture.right + place.right) // 2
        read = "…" if self.read is None else str(self.read)
        brush.text(read, Letters(24, INK if self.said is None else MUTED), (middle, place.top + padding), "midtop")
        if self.said is not None:
            colour = GOOD if self.said == self.read else PROBLEM
            brush.text(str(self.said), Letters(24, colour), (middle, place.bottom - padding), "midbottom")
        if self.focused:
            brush.ring(place)


@dataclass(frozen=True, slots=True)
class Vacant:
    """A place of the strip that no drawing has yet."""

    def draw(self, brush: Brush, place: Rect) -> None:
        brush.surface.fill(BACKGROUND, place)
