"""The ten probabilities, each of which is a button: it is this digit."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.palette import Colour, Palette
from handdraw_desktop.view.signs import draw_sign


@dataclass(frozen=True, slots=True)
class Card:
    """What others lie on."""

    def draw(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        brush.card(place, colours.card, colours.edge)


@dataclass(frozen=True, slots=True)
class Bar:
    """``said``: the person says that it is this digit."""

    digit: int
    probability: float | None
    wins: bool = False
    said: bool = False
    hovered: bool = False
    pressed: bool = False
    focused: bool = False

    def draw(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        brush.surface.fill(colours.card, place)
        ground = _ground(self, colours)
        brush.rounded(place, ground, 6)
        row = place.inflate(-2 * brush.px(8), 0)
        name = colours.good if self.said else colours.ink if self.wins else colours.muted
        brush.text(str(self.digit), Letters(22, name), row.midleft, "midleft")
        if self.said:
            tick = Rect(row.left + brush.px(11), 0, brush.px(14), brush.px(14))
            tick.centery = row.centery
            draw_sign(brush.surface, "said", tick, name)
        self._draw_track(brush, row)
        if self.probability is not None:
            number = name if self.wins or self.said or self.probability >= 0.001 else colours.disabled
            brush.text(brush.words.percent(self.probability), Letters(19, number), row.midright, "midright")
        if self.focused:
            brush.ring(place)

    def _draw_track(self, brush: Brush, row: Rect) -> None:
        colours = brush.palette
        track = Rect(0, 0, row.width - brush.px(26 + 66), max(3, brush.px(10)))
        track.midleft = row.left + brush.px(26), row.centery
        brush.rounded(track, colours.track, 5)
        bar = Rect(track.topleft, (round(track.width * (self.probability or 0)), track.height))
        if bar.width:
            brush.rounded(bar, colours.accent if self.wins else colours.bar, 5)


def _ground(bar: Bar, colours: Palette) -> Colour:
    if bar.pressed or bar.hovered:
        return colours.pressed if bar.pressed else colours.hover
    return colours.good_ground if bar.said else colours.card
