"""The window's picture: what a View says, laid out and drawn."""

from dataclasses import dataclass, field

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect, Surface

from handdraw_desktop.brush import Brush, Letters
from handdraw_desktop.controls import BUTTONS, Action, Button
from handdraw_desktop.layout import Layout
from handdraw_desktop.palette import (
    ACCENT,
    ACCENT_HOVER,
    ACCENT_PRESSED,
    BACKGROUND,
    CARD,
    EDGE,
    FAINT,
    GOOD,
    HOVER,
    INK,
    MUTED,
    ON_ACCENT,
    PRESSED,
    PROBLEM,
    TRACK,
    WHITE,
    Colour,
)
from handdraw_desktop.panel import draw_answer, draw_bars, draw_glyph
from handdraw_desktop.session import Link, Session, Tone

TONES: dict[Tone, Colour] = {"plain": INK, "good": GOOD, "problem": PROBLEM}
LINKS: dict[Link, tuple[str, Colour]] = {
    "unknown": ("Looking for the gateway", FAINT),
    "present": ("Gateway connected", GOOD),
    "away": ("Gateway away", PROBLEM),
}
LABEL, HINT = 23, 18  # letters of a button


@dataclass(frozen=True, slots=True)
class View:
    """All that the picture depends on: an equal view is an equal picture. ``pixels`` are the canvas's ``revision``."""

    layout: Layout
    session: Session
    revision: int
    enabled: frozenset[Action]
    hovered: Action | None
    pressed: Action | None
    pixels: NDArray[np.uint8] = field(compare=False, repr=False)


class Screen:
    """Remembers what it drew last, so that nothing is drawn twice."""

    def __init__(self) -> None:
        self._brush: Brush | None = None
        self._drawn: View | None = None

    def forget(self) -> None:
        """The window has lost its picture."""
        self._drawn = None

    def draw(self, window: Surface, view: View) -> bool:
        """False: the picture is that already."""
        if view == self._drawn:
            return False
        if self._brush is None or (self._brush.surface, self._brush.unit) != (window, view.layout.unit):
            self._brush = Brush(window, view.layout.unit)
        _draw(self._brush, view)
        self._drawn = view
        return True


def _draw(brush: Brush, view: View) -> None:
    layout = view.layout
    brush.surface.fill(BACKGROUND)
    _canvas(brush, layout.canvas, view)
    for button in BUTTONS:
        if button.action in layout.buttons:
            _button(brush, layout.buttons[button.action], button, view)
    for card, drawing in ((layout.answer, draw_answer), (layout.bars, draw_bars), (layout.glyph, draw_glyph)):
        if card is not None:
            drawing(brush, card, view.session)
    if layout.status is not None:
        _status(brush, layout.status, view.session)


def _canvas(brush: Brush, place: Rect, view: View) -> None:
    grey = np.repeat(view.pixels[:, :, None], 3, axis=2)
    picture = pygame.image.frombuffer(grey.tobytes(), view.pixels.shape, "RGB")
    brush.surface.blit(pygame.transform.smoothscale(picture, place.size), place)
    if view.session.blank and place.width > brush.px(200):
        brush.text("Draw a digit here", Letters(30, FAINT), place.center, "center", place.width)
    if place.width > 8:
        pygame.draw.rect(brush.surface, EDGE, place, 1)


def _button(brush: Brush, place: Rect, button: Button, view: View) -> None:
    face, letters, hint = _colours(button.action, view)
    primary = button.action is Action.CLASSIFY and button.action in view.enabled
    brush.card(place, face, face if primary else EDGE)
    padding = brush.px(14)
    room = place.width - 2 * padding - brush.width(button.hint, HINT) - padding
    if brush.width(button.label, LABEL) > room:
        brush.text(button.label, Letters(LABEL, letters), place.center, "center", place.width)
        return
    brush.text(button.label, Letters(LABEL, letters), (place.left + padding, place.centery), "midleft")
    brush.text(button.hint, Letters(HINT, hint), (place.right - padding, place.centery), "midright")


def _colours(action: Action, view: View) -> tuple[Colour, Colour, Colour]:
    """Of the face, the label and the key's hint."""
    if action not in view.enabled:
        return TRACK, FAINT, FAINT
    hovered, pressed = view.hovered is action, view.pressed is action
    if action is Action.CLASSIFY:
        return (ACCENT_PRESSED if pressed and hovered else ACCENT_HOVER if hovered else ACCENT), WHITE, ON_ACCENT
    return (PRESSED if pressed and hovered else HOVER if hovered else CARD), INK, MUTED


def _status(brush: Brush, place: Rect, session: Session) -> None:
    brush.surface.fill(CARD, place)
    pygame.draw.line(brush.surface, EDGE, place.topleft, (place.right, place.top))
    padding = min(brush.px(24), place.width // 20)
    name, colour = LINKS[session.link]
    right = place.right - padding
    if place.width >= 500:
        right = brush.text(name, Letters(19, MUTED), (right, place.centery), "midright").left - brush.px(10)
    brush.dot((right, place.centery), 5, colour)
    width = right - place.left - 2 * padding
    brush.text(
        session.message.text,
        Letters(20, TONES[session.message.tone]),
        (place.left + padding, place.centery),
        "midleft",
        width,
    )
