"""The pages that cover the window: the score, the last drawings, files to open, and the heat map where it is small."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.layout import Layout
from handdraw_desktop.pages import MARGIN, TITLE, body
from handdraw_desktop.session.history import Entry, Score, score
from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.letters import Weight

HEADING, ROW, SMALL = 32, 22, 19  # letters
STEP, WIDEST = 44, 640
NAME, BAR = 30, 0.32  # of a row: the digit's place, and the bar's share


@dataclass(frozen=True, slots=True)
class Titled:
    """What the page's own parts lie on. ``notes``: sentences below the title, by room and code."""

    room: str
    notes: tuple[tuple[str, str], ...] = ()

    def draw(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        brush.surface.fill(colours.ground, place)
        margin, width = brush.px(MARGIN), place.width - 2 * brush.px(MARGIN)
        title = Letters(HEADING, colours.ink, Weight.SEMIBOLD)
        at = place.left + margin, place.top + brush.px(TITLE) // 2
        brush.text(brush.words.say(self.room, "title"), title, at, "midleft", width)
        bottom = place.bottom - margin
        for room, code in self.notes:
            line = Rect(place.left + margin, 0, width, brush.px(STEP))
            line.bottom = bottom
            brush.lines(brush.words.say(room, code), Letters(SMALL, colours.muted), line)
            bottom = line.top


@dataclass(frozen=True, slots=True)
class ScorePage:
    """By the digit that was said: how many were read as that."""

    scores: tuple[tuple[int, Score], ...]

    def draw(self, brush: Brush, place: Rect) -> None:
        words, colours = brush.words, brush.palette
        Titled("score").draw(brush, place)
        left, width = place.left + brush.px(MARGIN), place.width - 2 * brush.px(MARGIN)
        step = min(brush.px(STEP), (place.height - brush.px(TITLE)) // (len(self.scores) + 2))
        row = Rect(left, place.top + brush.px(TITLE), min(width, brush.px(WIDEST)), max(step, 1))
        if not self.scores:
            brush.lines(words.say("score", "empty"), Letters(ROW, colours.muted), row)
            return
        for digit, one in self.scores:
            said = words.say("score", "digit", digit=digit, right=one.right, said=one.said)
            self._draw_row(brush, row, str(digit), one, said)
            row = row.move(0, step)
        right, said_all = (sum(getattr(one, name) for _, one in self.scores) for name in ("right", "said"))
        total = words.say("score", "total", right=right, said=said_all)
        brush.text(total, Letters(ROW, colours.ink, Weight.SEMIBOLD), (left, row.centery), "midleft", width)

    def _draw_row(self, brush: Brush, row: Rect, name: str, one: Score, said: str) -> None:
        colours = brush.palette
        brush.text(name, Letters(ROW, colours.ink, Weight.SEMIBOLD), (row.left, row.centery), "midleft")
        bar = Rect(row.left + brush.px(NAME), 0, round(row.width * BAR), max(3, brush.px(12)))
        bar.centery = row.centery
        brush.surface.fill(colours.track, bar)
        brush.surface.fill(colours.accent, Rect(bar.topleft, (round(bar.width * one.right / one.said), bar.height)))
        at = bar.right + brush.px(MARGIN), row.centery
        brush.text(said, Letters(SMALL, colours.ink), at, "midleft", row.right - at[0])


@dataclass(frozen=True, slots=True)
class FileRow:
    """``drawing``: what it shows, where it could be read."""

    name: str
    drawing: Drawing | None
    hovered: bool = False
    focused: bool = False

    def draw(self, brush: Brush, place: Rect) -> None:
        colours = brush.palette
        brush.card(place, colours.hover if self.hovered else colours.card, colours.outline)
        padding = brush.px(6)
        side = place.height - 2 * padding
        picture = Rect(place.left + padding, place.top + padding, side, side)
        if self.drawing is not None:
            brush.thumbnail(self.drawing, picture)
        left = picture.right + 2 * padding
        brush.text(
            self.name, Letters(SMALL, colours.ink), (left, place.centery), "midleft", place.right - padding - left
        )
        if self.focused:
            brush.ring(place)


def score_page(entries: tuple[Entry, ...]) -> ScorePage:
    return ScorePage(tuple(score(entries).items()))


def glyph_place(layout: Layout) -> Rect:
    """As wide as the window, in the shape of its card in a full one."""
    room = body(layout)
    place = Rect(0, 0, room.width, min(room.height, round(room.width * 0.42)))
    place.center = room.center
    return place
