"""The last drawings: what each was read as, and what was said."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.letters import Weight
from handdraw_desktop.view.palette import Colour
from handdraw_desktop.view.signs import draw_sign

NUMBER, SMALL, TICK = 24, 17, 11
NOTCH = 8


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
        brush.card(
            place,
            colours.hover if self.hovered else colours.card,
            edge,
            thick=2 if self.opened else 1,
        )
        padding = brush.px(6)
        side = place.height - 2 * padding
        picture = Rect(place.left + padding, place.top + padding, side, side)
        brush.thumbnail(self.drawing, picture)
        self._write(brush, Rect(picture.right, picture.top, place.right - picture.right - padding // 2, side))
        if self.opened:
            self._draw_notch(brush, place)
        if self.focused:
            brush.ring(place)

    def _write(self, brush: Brush, place: Rect) -> None:
        """What was read; below it, with a tick, what was said. What was read wrongly is crossed out."""
        colours = brush.palette
        x = place.left + round(place.width * 0.6)
        if self.said is None:
            self._write_read(brush, (x, place.centery), colours.ink)
            return
        y = place.bottom - place.height // 4
        self._write_read(brush, (x, place.top + place.height // 4), colours.muted)
        brush.text(str(self.said), Letters(NUMBER, colours.good, Weight.SEMIBOLD), (x, y), "center")
        tick = Rect(0, 0, brush.px(TICK), brush.px(TICK))
        tick.midright = x - brush.px(7), y
        draw_sign(brush.surface, "said", tick, colours.good)

    def _write_read(self, brush: Brush, at: tuple[int, int], colour: Colour) -> None:
        wrong = self.said is not None and self.read is not None and self.said != self.read
        colour = brush.palette.problem if wrong else colour
        brush.text("…" if self.read is None else str(self.read), Letters(NUMBER, colour), at, "center")
        if wrong:
            (x, y), half, thick = at, brush.px(8), max(1.0, brush.unit)
            left, right = (x - half, y + half), (x + half, y - half)
            brush.polygon(
                [left, right, (right[0] + thick, right[1] + thick), (left[0] + thick, left[1] + thick)], colour
            )

    def _draw_notch(self, brush: Brush, place: Rect) -> None:
        """Points at it from the canvas's side."""
        size = brush.px(NOTCH)
        y = place.centery
        brush.polygon([(place.right, y - size), (place.right - size, y), (place.right, y + size)], brush.palette.accent)


@dataclass(frozen=True, slots=True)
class Vacant:
    """A place of the strip that no drawing has yet; ``invites``: the first, where none has one."""

    invites: bool = False

    def draw(self, brush: Brush, place: Rect) -> None:
        brush.fill(place, brush.palette.ground)
        if self.invites:
            brush.lines(brush.words.say("history", "empty"), Letters(SMALL, brush.palette.muted), place)
