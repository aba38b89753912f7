"""The status line: what there is to say, what waits, and the gateway's lamp."""

from dataclasses import dataclass
from typing import Literal

from pygame import Rect

from handdraw_desktop.keys import Action
from handdraw_desktop.session.codes import Code, Status
from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.hint import hint
from handdraw_desktop.view.palette import Colour, Palette

Lamp = Literal["unknown", "present", "away", "locked", "foreign"]

GOOD_NEWS = {Code.READ, Code.TOLD, Code.SAVED, Code.OPENED, Code.OPENED_FITTED, Code.EXPORTED}
BAD_NEWS = {
    Code.AWAY,
    Code.KEPT,
    Code.ENDED,
    Code.LABEL_ENDED,
    Code.NOT_SAVED,
    Code.NOT_OPENED,
    Code.NOT_EXPORTED,
    Code.UNKEPT,
    Code.SETTINGS,
}
WIDE_PX = 500


@dataclass(frozen=True, slots=True)
class StatusLine:
    """``pointed``: the sign that the mouse or the keyboard is on; as long as it is, the line says what it does."""

    status: Status
    lamp: Lamp
    waiting: int = 0
    pointed: Action | None = None
    erases: bool = False

    def draw(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        brush.fill(place, colours.card)
        brush.fill(Rect(place.left, place.top, place.width, brush.line()), colours.edge)
        padding = min(brush.px(24), place.width // 20)
        right = place.right - padding
        if place.width >= WIDE_PX:
            right = self._write(brush, brush.words.say("link", self.lamp), (right, place.centery))
        self._light(brush, (right, place.centery))
        right -= brush.px(14)
        if self.waiting:
            right = self._write(brush, brush.words.say("link", "waiting", count=self.waiting), (right, place.centery))
        room = Rect(place.left + padding, place.top + 1, right - place.left - padding, place.height - 1)
        hinted = self.pointed and hint(self.pointed, brush.words, colours, erases=self.erases)
        if hinted:
            brush.lines(hinted, Letters(20, colours.ink), room)
        else:
            brush.lines(brush.words.status(self.status), Letters(20, self._colour(colours)), room)

    def _light(self, brush: Brush, at: tuple[int, int]) -> None:
        """Told apart without colours too: a disc, one with a bar across it, a ring."""
        colour = _lamp(self.lamp, brush.palette)
        if self.lamp in {"away", "locked", "foreign"}:
            brush.dot(at, 8, colour)
            bar = Rect(0, 0, brush.px(9), max(2, brush.px(3)))
            bar.center = at
            brush.fill(bar, brush.palette.card)
            return
        brush.dot(at, 5, colour)
        if self.lamp == "unknown":
            brush.dot(at, 3, brush.palette.card)

    def _write(self, brush: Brush, text: str, at: tuple[int, int]) -> int:
        return brush.text(text, Letters(19, brush.palette.muted), at, "midright").left - brush.px(16)

    def _colour(self, colours: Palette) -> Colour:
        code = self.status.code
        return colours.good if code in GOOD_NEWS else colours.problem if code in BAD_NEWS else colours.ink


def _lamp(lamp: Lamp, colours: Palette) -> Colour:
    if lamp == "unknown":
        return colours.muted
    return colours.good if lamp == "present" else colours.problem
