"""The ten probabilities, each of which is a button: it is this digit."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.palette import (
    ACCENT,
    CARD,
    EDGE,
    FAINT,
    GOOD,
    GOOD_GROUND,
    HOVER,
    INK,
    MUTED,
    PRESSED,
    QUIET_BAR,
    TRACK,
)


@dataclass(frozen=True, slots=True)
class Card:
    """What others lie on."""

    def draw(self, brush: Brush, place: Rect) -> None:
        brush.card(place, CARD, EDGE)


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
        brush.surface.fill(CARD, place)
        ground = PRESSED if self.pressed else HOVER if self.hovered else GOOD_GROUND if self.said else CARD
        brush.rounded(place, ground, 6)
        row = place.inflate(-2 * brush.px(8), 0)
        name = GOOD if self.said else INK if self.wins else MUTED
        brush.text(str(self.digit), Letters(22, name), row.midleft, "midleft")
        self._draw_track(brush, row)
        if self.probability is not None:
            number = name if self.wins or self.said or self.probability >= 0.001 else FAINT
            brush.text(brush.words.percent(self.probability), Letters(19, number), row.midright, "midright")
        if self.focused:
            brush.ring(place)

    def _draw_track(self, brush: Brush, row: Rect) -> None:
        track = Rect(0, 0, row.width - brush.px(26 + 66), max(3, brush.px(10)))
        track.midleft = row.left + brush.px(26), row.centery
        brush.rounded(track, TRACK, 5)
        bar = Rect(track.topleft, (round(track.width * (self.probability or 0)), track.height))
        if bar.width:
            brush.rounded(bar, ACCENT if self.wins else QUIET_BAR, 5)
