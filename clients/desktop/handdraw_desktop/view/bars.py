"""The ten probabilities, each of which is a button: it is this digit."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.letters import Weight
from handdraw_desktop.view.palette import Colour, Palette
from handdraw_desktop.view.signs import draw_sign

NAME, NUMBER = 22, 19  # letters
BESIDE, TICK, THICK = 26, 14, 12
SHORTEST = 80  # a bar that has less room beside the numbers goes below them


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
        brush.fill(place, colours.card)
        ground = _ground(self, colours)
        if ground != colours.card:
            brush.rounded(place, ground, 6)
        row = place.inflate(-2 * brush.px(8), 0)
        numbers = brush.width(brush.words.percent(1), NUMBER, Weight.SEMIBOLD) + brush.px(6)
        track = Rect(row.left + brush.px(BESIDE), 0, row.width - brush.px(BESIDE) - numbers, brush.px(THICK))
        track.centery = row.centery
        if track.width < brush.px(SHORTEST) and row.height >= brush.px(2 * NAME - 4):
            track = Rect(row.left, row.bottom - brush.px(THICK), row.width, brush.px(THICK / 2))
            row = Rect(row.left, row.top, row.width, track.top - row.top)
        self._draw_track(brush, track)
        self._write(brush, row)
        if self.focused:
            brush.ring(place)

    def _write(self, brush: Brush, row: Rect) -> None:
        colours = brush.palette
        colour = colours.good if self.said else colours.ink if self.wins else colours.muted
        weight = Weight.SEMIBOLD if self.wins or self.said else Weight.REGULAR
        brush.text(str(self.digit), Letters(NAME, colour, weight), row.midleft, "midleft")
        if self.said:
            tick = Rect(row.left + brush.px(11), 0, brush.px(TICK), brush.px(TICK))
            tick.centery = row.centery
            draw_sign(brush.surface, "said", tick, colour)
        if self.probability is not None:
            bold = Weight.SEMIBOLD if self.wins else Weight.REGULAR
            brush.text(brush.words.percent(self.probability), Letters(NUMBER, colour, bold), row.midright, "midright")

    def _draw_track(self, brush: Brush, track: Rect) -> None:
        colours = brush.palette
        brush.rounded(track, colours.track, THICK / 2)
        bar = Rect(track.topleft, (round(track.width * (self.probability or 0)), track.height))
        if bar.width:
            brush.rounded(bar, colours.accent if self.wins else colours.bar, THICK / 2)


def _ground(bar: Bar, colours: Palette) -> Colour:
    if bar.pressed or bar.hovered:
        return colours.pressed if bar.pressed else colours.hover
    return colours.good_ground if bar.said else colours.card
