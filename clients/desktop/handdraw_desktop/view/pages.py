"""The pages that cover the window: the score, the last drawings, files to open, and the heat map where it is small."""

from dataclasses import dataclass

from pygame import Rect

from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.layout import Layout
from handdraw_desktop.pages import TITLE, body, sheet
from handdraw_desktop.session.history import Entry, Score, score
from handdraw_desktop.view.brush import Brush, Letters
from handdraw_desktop.view.letters import Weight
from handdraw_desktop.view.signs import draw_sign

HEADING, ROW, SMALL = 36, 22, 20  # letters
STEP, CROSS, PADDING = 48, 26, 16
GLYPH_WORDS = 120
NAME, BAR, THICK = 34, 0.42, 14  # of a row: the digit's place, and the bar's share


@dataclass(frozen=True, slots=True)
class Titled:
    """What the page's own parts lie on. ``notes``: sentences below the title, by room and code."""

    room: str
    notes: tuple[tuple[str, str], ...] = ()

    def draw(self, brush: Brush, place: Rect) -> None:
        draw_title(brush, place, self.room, "  ·  ".join(brush.words.say(*note) for note in self.notes))


def draw_title(brush: Brush, window: Rect, room: str, note: str) -> Rect:
    """On a bare page, with a cross that a click ends it with; a click elsewhere does, too. What is left of the page."""
    colours = brush.palette
    brush.fill(window, colours.ground)
    page = sheet(window, brush.unit)
    cross = Rect(0, 0, brush.px(CROSS), brush.px(CROSS))
    cross.topright = page.topright
    draw_sign(brush.surface, "close", cross, colours.muted)
    title = Letters(HEADING, colours.ink, Weight.SEMIBOLD)
    brush.text(brush.words.say(room, "title"), title, (page.left, cross.centery), "midleft", page.width - cross.width)
    below = Rect(page.left, cross.bottom, page.width, brush.px(TITLE) - cross.height)
    brush.lines(note, Letters(SMALL, colours.muted), below)
    return Rect(page.left, below.bottom, page.width, page.bottom - below.bottom)


@dataclass(frozen=True, slots=True)
class ScorePage:
    """By the digit that was said: how many were read as that."""

    scores: tuple[tuple[int, Score], ...]

    def draw(self, brush: Brush, place: Rect) -> None:
        words, colours = brush.words, brush.palette
        right, said_all = (sum(getattr(one, name) for _, one in self.scores) for name in ("right", "said"))
        code = "total" if self.scores else "empty"
        page = draw_title(brush, place, "score", words.say("score", code, right=right, said=said_all))
        if not self.scores:
            return
        padding = brush.px(PADDING)
        step = max(min(brush.px(STEP), (page.height - padding) // len(self.scores)), 1)
        card = Rect(page.topleft, (page.width, step * len(self.scores) + padding))
        brush.card(card, colours.card, colours.edge)
        row = Rect(card.left + padding, card.top + padding // 2, card.width - 2 * padding, step)
        for digit, one in self.scores:
            said = words.say("score", "digit", digit=digit, right=one.right, said=one.said)
            self._draw_row(brush, row, str(digit), one, said)
            row = row.move(0, step)

    def _draw_row(self, brush: Brush, row: Rect, name: str, one: Score, said: str) -> None:
        colours = brush.palette
        brush.text(name, Letters(ROW, colours.ink, Weight.SEMIBOLD), (row.left, row.centery), "midleft")
        bar = Rect(row.left + brush.px(NAME), 0, round(row.width * BAR) - brush.px(NAME), max(3, brush.px(THICK)))
        bar.centery = row.centery
        brush.rounded(bar, colours.track, THICK / 2)
        if one.right:
            right = Rect(bar.topleft, (round(bar.width * one.right / one.said), bar.height))
            brush.rounded(right, colours.accent, THICK / 2)
        at = bar.right + brush.px(PADDING), row.centery
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
        if self.drawing is None:
            brush.rounded(picture, colours.track, 4)
        else:
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
    """In the shape of its card in a full window, or, where that is larger, with its words below."""
    room = body(layout)
    words = round(GLYPH_WORDS * layout.unit)
    height = room.width + words if room.height > room.width + words else round(room.width * 0.42)
    return Rect(room.topleft, (room.width, min(room.height, height)))
