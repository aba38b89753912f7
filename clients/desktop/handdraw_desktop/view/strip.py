"""The last drawings: what each was read as, and what was said."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.view.brush import Brush, Letters


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
        colours = brush.palette
        edge = colours.accent if self.opened else colours.edge
        brush.card(place, colours.hover if self.hovered else colours.card, edge)
        padding = brush.px(5)
        side = place.height - 2 * padding
        picture = Rect(place.left + padding, place.top + padding, side, side)
        brush.thumbnail(self.drawing, picture)
        middle = (picture.right + place.right) // 2
        read = "…" if self.read is None else str(self.read)
        brush.text(
            read,
            Letters(24, colours.ink if self.said is None else colours.muted),
            (middle, place.top + padding),
            "midtop",
        )
        if self.said is not None:
            colour = colours.good if self.said == self.read else colours.problem
            brush.text(str(self.said), Letters(24, colour), (middle, place.bottom - padding), "midbottom")
        if self.focused:
            brush.ring(place)


@dataclass(frozen=True, slots=True)
class Vacant:
    """A place of the strip that no drawing has yet."""

    def draw(self, brush: Brush, place: Rect) -> None:
        brush.surface.fill(brush.palette.ground, place)
