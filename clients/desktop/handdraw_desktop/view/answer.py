"""What was read: the digit as large as the card lets it be; beside or below it how sure, and what was said."""

from dataclasses import dataclass
from enum import StrEnum

from pygame import Rect

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.view.brush import EM, Brush, Letters, Place
from handdraw_desktop.view.letters import Weight
from handdraw_desktop.view.palette import Colour, Palette
from handdraw_desktop.view.signs import draw_sign

PADDING, NARROW = 16, 10
DIGIT = 0.37  # of the card's width
PILL, WARNING, SAID = 19, 17, 20  # letters
LINE, SIGN, PICTURE = 22, 16, 28


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
        brush.card(place, brush.palette.card, brush.palette.edge)
        if place.width < 1.5 * place.height:
            self._draw_narrow(brush, place.inflate(-2 * brush.px(NARROW), -2 * brush.px(NARROW)))
            return
        side = round(place.width * DIGIT)
        self._draw_digit(brush, Rect(place.left, place.top, side, place.height))
        beside = Rect(place.left + side, place.top, place.width - side - brush.px(NARROW), place.height)
        self._draw_beside(brush, beside.inflate(0, -2 * brush.px(PADDING)))

    def _draw_narrow(self, brush: Brush, place: Rect) -> None:
        """Digit and confidence; below them what is wrong, or else what the answer is worth."""
        lower = min(place.height // 2, brush.px(2 * LINE + 4))
        upper = Rect(place.left, place.top, place.width, place.height - lower)
        percent, letters = brush.words.percent(self.confidence), Letters(27, brush.palette.ink)
        if upper.height > 0.8 * upper.width:
            line = brush.px(LINE + 8)
            self._draw_digit(brush, Rect(upper.topleft, (upper.width, upper.height - line)))
            brush.text(percent, letters, (upper.centerx, upper.bottom - line / 2), "center", upper.width)
        else:
            digit = Rect(upper.topleft, (round(place.width * 0.46), upper.height))
            self._draw_digit(brush, digit)
            brush.text(percent, letters, upper.midright, "midright", upper.right - digit.right)
        below = Rect(place.left, upper.bottom, place.width, lower)
        if self.warnings:
            self._draw_sign_and_words(brush, below, brush.words.say("warning", self.warnings[0]))
            return
        colour, ground = _colours(self.standing, brush.palette)
        text = brush.words.say("answer", self.standing)
        pill = Rect(0, 0, brush.width(text, PILL) + brush.px(20), brush.px(26))
        pill.center = below.center
        brush.pill(text, Letters(PILL, colour), ground, pill.topleft)

    def _draw_digit(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        colour = colours.disabled if self.standing is Standing.OUT_OF_DATE else colours.ink
        em_px = min(0.95 * place.height, 1.25 * place.width)
        brush.text(str(self.digit), Letters(em_px / EM / brush.unit, colour, Weight.SEMIBOLD), place.center, "center")

    def _draw_beside(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        gap = brush.px(6)
        percent = Letters(46, colours.ink)
        line = brush.text(
            brush.words.percent(self.confidence), percent, place.move(0, -2 * gap).topleft, width=place.width
        )
        letters, ground = _colours(self.standing, colours)
        text = brush.words.say("answer", self.standing)
        line = brush.pill(text, Letters(PILL, letters), ground, (place.left, line.bottom))
        if self.said is not None and self.drawing is not None:
            line = self._draw_label(brush, (place.left, line.bottom + gap), place.right, self.said, self.drawing)
        row = Rect(place.left, 0, place.width, brush.px(LINE))
        row.bottom = place.bottom + gap
        for code in self.warnings:
            if row.top >= line.bottom:
                self._draw_sign_and_words(brush, row, brush.words.say("warning", code))
                row.bottom = row.top

    def _draw_sign_and_words(self, brush: Brush, place: Rect, text: str) -> None:
        """A warning. No colour says it alone."""
        letters = Letters(WARNING, brush.palette.warning)
        sign = Rect(0, 0, brush.px(SIGN), brush.px(SIGN))
        sign.midleft = place.midleft
        draw_sign(brush.surface, "warning", sign, letters.colour)
        left = sign.right + brush.px(4)
        brush.lines(text, letters, Rect(left, place.top, place.right - left, place.height))

    def _draw_label(self, brush: Brush, at: Place, right: float, said: int, drawing: Drawing) -> Rect:
        """Beside a small picture of what it speaks of."""
        picture = Rect(at, (brush.px(PICTURE), brush.px(PICTURE)))
        brush.thumbnail(drawing, picture)
        left = picture.right + brush.px(8)
        text = brush.words.say("answer", "said" if self.taken else "saying", said=said)
        letters = Letters(SAID, brush.palette.good if self.taken else brush.palette.muted)
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
