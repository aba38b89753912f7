"""What was read: the digit, the ten probabilities, and the 28x28 that the network saw."""

import math
from base64 import b64decode
from collections.abc import Mapping

import pygame
from pygame import Rect, Surface

from handdraw_contracts.classifications import Classification
from handdraw_desktop.brush import Brush, Letters, Place
from handdraw_desktop.palette import (
    ACCENT,
    CARD,
    EDGE,
    FAINT,
    GOOD,
    GOOD_GROUND,
    INK,
    MUTED,
    QUIET_BAR,
    QUIET_GROUND,
    TRACK,
    WARNING,
    WARNING_GROUND,
)
from handdraw_desktop.session import Reading, Session

PADDING = 16
GLYPH_SIDE = 28
WORDS: Mapping[str, str] = {
    "faint_ink": "The ink is faint",
    "touches_edge": "The drawing touches the edge",
    "several_marks": "Several marks: draw one digit",
    "something_left_out": "Something was left out",
    "low_confidence": "Not sure: draw it more clearly",
    "unlike_a_digit": "It does not look like a digit",
}


def draw_answer(brush: Brush, card: Rect, session: Session) -> None:
    """The digit as large as the card lets it be; beside or below it how sure, and what is recorded."""
    brush.card(card, CARD, EDGE)
    reading = session.shown
    if reading is None:
        brush.text("Nothing read yet", Letters(22, FAINT), card.center, "center", card.width - brush.px(PADDING))
        return
    stale = reading.revision < session.revision and session.link == "away"
    if card.width < 1.5 * card.height:
        _digit(brush, card.inflate(0, -card.height // 4).move(0, -card.height // 8), reading.answer, stale=stale)
        at = card.centerx, card.bottom - brush.px(PADDING / 2)
        brush.text(percent(reading.answer.confidence), Letters(24, MUTED), at, "midbottom", card.width)
        return
    side = round(min(card.height, card.width * 0.42))
    _digit(brush, Rect(card.left, card.top, side, card.height), reading.answer, stale=stale)
    beside = Rect(card.left + side, card.top, card.width - side, card.height)
    _beside(brush, beside.inflate(-brush.px(PADDING), -2 * brush.px(PADDING)), session, reading, stale=stale)


def _digit(brush: Brush, place: Rect, answer: Classification, *, stale: bool) -> None:
    letters = Letters(min(place.size) * 1.35 / brush.unit, FAINT if stale else INK)
    brush.text(str(answer.digit), letters, (place.centerx, place.centery + brush.px(4)), "center")


def _beside(brush: Brush, place: Rect, session: Session, reading: Reading, *, stale: bool) -> None:
    gap = brush.px(8)
    line = brush.text(percent(reading.answer.confidence), Letters(54, INK), place.topleft, width=place.width)
    line = _state(brush, (place.left, line.bottom), reading, stale=stale)
    if session.label is not None:
        letters = Letters(21, GOOD if session.label.taken else MUTED)
        said = f"You said {session.label.digit}" + ("" if session.label.taken else " (sending)")
        line = brush.text(said, letters, (place.left, line.bottom + gap), width=place.width)
    bottom = place.bottom
    for code in reading.answer.warnings:
        if bottom - brush.px(18) >= line.bottom:
            bottom = brush.text(
                say_warning(code), Letters(18, WARNING), (place.left, bottom), "bottomleft", place.width
            ).top - brush.px(4)


def _state(brush: Brush, at: Place, reading: Reading, *, stale: bool) -> Rect:
    if stale:
        return brush.pill("Out of date", Letters(19, WARNING), WARNING_GROUND, at)
    if reading.recorded:
        return brush.pill("Recorded", Letters(19, GOOD), GOOD_GROUND, at)
    return brush.pill("Preview", Letters(19, MUTED), QUIET_GROUND, at)


def draw_bars(brush: Brush, card: Rect, session: Session) -> None:
    brush.card(card, CARD, EDGE)
    inner = card.inflate(-2 * brush.px(PADDING), -2 * brush.px(12))
    answer = session.shown.answer if session.shown else None
    for digit in range(10):
        top = inner.top + inner.height * digit / 10
        row = Rect(inner.left, round(top), inner.width, round(inner.height / 10))
        _bar(brush, row, digit, answer, labelled=session.label is not None and session.label.digit == digit)


def _bar(brush: Brush, row: Rect, digit: int, answer: Classification | None, *, labelled: bool) -> None:
    wins = answer is not None and answer.digit == digit
    name = GOOD if labelled else INK if wins else MUTED
    brush.text(str(digit), Letters(22, name), row.midleft, "midleft")
    track = Rect(0, 0, row.width - brush.px(26 + 62), max(3, brush.px(10)))
    track.midleft = row.left + brush.px(26), row.centery
    brush.rounded(track, TRACK, 5)
    if answer is None:
        return
    probability = answer.probabilities[digit]
    bar = Rect(track.topleft, (round(track.width * probability), track.height))
    if bar.width:
        brush.rounded(bar, ACCENT if wins else QUIET_BAR, 5)
    number = name if wins or labelled or probability >= 0.001 else FAINT
    brush.text(percent(probability), Letters(19, number), row.midright, "midright")


def draw_glyph(brush: Brush, card: Rect, session: Session) -> None:
    brush.card(card, CARD, EDGE)
    padding = brush.px(14)
    side = card.height - 2 * padding
    picture = Rect(card.left + padding, card.top + padding, side, side)
    answer = session.shown.answer if session.shown else None
    if answer is None or answer.glyph is None:
        brush.rounded(picture, TRACK, 4)
    else:
        brush.surface.blit(pygame.transform.scale(_glyph(answer.glyph), picture.size), picture)
    left, width = picture.right + padding, card.right - picture.right - 2 * padding
    line = brush.text("What the network saw", Letters(21, INK), (left, picture.top + brush.px(4)), width=width)
    for text in _facts(answer):
        line = brush.text(text, Letters(18, MUTED), (left, line.bottom + brush.px(7)), width=width)


def _facts(answer: Classification | None) -> tuple[str, ...]:
    if answer is None:
        return ("28 x 28 grey values",)
    engine = answer.model.engine.replace("_", " ")
    return (
        "28 x 28 grey values",
        f"Model {answer.model.name} {answer.model.version}, {engine}",
        f"Read in {answer.timing_ms.total:.1f} ms",
    )


def _glyph(glyph: str) -> Surface:
    palette = [(grey, grey, grey) for grey in range(256)]
    surface = pygame.image.frombuffer(b64decode(glyph), (GLYPH_SIDE, GLYPH_SIDE), "P")
    surface.set_palette(palette)
    return surface.convert(24)


def say_warning(code: str) -> str:
    """Return words for a warning's code; one that only a newer gateway knows speaks for itself."""
    return WORDS.get(code, code.replace("_", " ").capitalize())


def percent(probability: float) -> str:
    """Rounded down: only what is certain is 100%."""
    return f"{math.floor(probability * 1000) / 10:.1f}%"
