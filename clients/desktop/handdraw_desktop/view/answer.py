"""What was read: the digit as large as the card lets it be; beside or below it how sure, and what was said."""

from dataclasses import dataclass
from enum import StrEnum

from pygame import Rect

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.view.brush import Brush, Letters, Place
from handdraw_desktop.view.palette import Colour, Palette

PADDING = 16


class Standing(StrEnum):
    """What the answer is worth."""

    PREVIEW = "preview"
    SENDING = "sending"
    RECORDED = "recorded"
    KEPT = "kept"
    OUT_OF_DATE = "out_of_date"


@dataclass(frozen=True, slots=True)
class Answer:
    """``said``: the label of ``drawing``, which is what is on the screen; ``taken``: the gateway has it."""

    digit: int
    confidence: float
    standing: Standing
    warnings: tuple[str, ...] = ()
    said: int | None = None
    taken: bool = False
    drawing: Drawing | None = None

    def draw(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        brush.card(place, colours.card, colours.edge)
        if place.width < 1.5 * place.height:
            self._draw_digit(brush, place.inflate(0, -place.height // 4).move(0, -place.height // 8))
            at = place.centerx, place.bottom - brush.px(PADDING / 2)
            brush.text(brush.words.percent(self.confidence), Letters(24, colours.muted), at, "midbottom", place.width)
            return
        side = round(min(place.height, place.width * 0.42))
        self._draw_digit(brush, Rect(place.left, place.top, side, place.height))
        beside = Rect(place.left + side, place.top, place.width - side, place.height)
        self._draw_beside(brush, beside.inflate(-brush.px(PADDING), -2 * brush.px(PADDING)))

    def _draw_digit(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        colour = colours.disabled if self.standing is Standing.OUT_OF_DATE else colours.ink
        brush.text(str(self.digit), Letters(min(place.size) * 1.2 / brush.unit, colour), place.center, "center")

    def _draw_beside(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        gap = brush.px(8)
        line = brush.text(
            brush.words.percent(self.confidence),
            Letters(50, colours.ink),
            place.move(0, -gap).topleft,
            width=place.width,
        )
        letters, ground = _colours(self.standing, colours)
        text = brush.words.say("answer", self.standing)
        line = brush.pill(text, Letters(19, letters), ground, (place.left, line.bottom - gap // 4))
        if self.said is not None and self.drawing is not None:
            line = self._draw_label(brush, (place.left, line.bottom + gap), place.right, self.said, self.drawing)
        bottom = place.bottom + gap
        for code in self.warnings:
            if bottom - brush.px(20) >= line.bottom:
                text = brush.words.say("warning", code)
                bottom = brush.text(
                    text, Letters(18, colours.warning), (place.left, bottom), "bottomleft", place.width
                ).top

    def _draw_label(self, brush: Brush, at: Place, right: float, said: int, drawing: Drawing) -> Rect:
        """Beside a small picture of what it speaks of."""
        picture = Rect(at, (brush.px(30), brush.px(30)))
        brush.thumbnail(drawing, picture)
        left = picture.right + brush.px(8)
        text = brush.words.say("answer", "said" if self.taken else "saying", said=said)
        letters = Letters(20, brush.palette.good if self.taken else brush.palette.muted)
        brush.text(text, letters, (left, picture.centery), "midleft", right - left)
        return picture


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """``said``: a label may be there before what was read is."""

    said: int | None = None
    drawing: Drawing | None = None

    def draw(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        brush.card(place, colours.card, colours.edge)
        room = place.width - brush.px(PADDING)
        if self.said is None or self.drawing is None:
            brush.text(brush.words.say("answer", "empty"), Letters(22, colours.disabled), place.center, "center", room)
            return
        side = min(place.height // 2, brush.px(64))
        picture = Rect(0, 0, side, side)
        picture.midbottom = place.centerx, place.centery
        brush.thumbnail(self.drawing, picture)
        text = brush.words.say("answer", "saying", said=self.said)
        brush.text(text, Letters(22, colours.muted), (place.centerx, place.centery + brush.px(8)), "midtop", room)


def _colours(standing: Standing, colours: Palette) -> tuple[Colour, Colour]:
    """Of the letters and of their ground."""
    match standing:
        case Standing.RECORDED:
            return colours.good, colours.good_ground
        case Standing.KEPT | Standing.OUT_OF_DATE:
            return colours.warning, colours.warning_ground
        case _:
            return colours.muted, colours.quiet_ground
