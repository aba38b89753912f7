"""The 28x28 that the network saw, enlarged; who answered, and how fast; and where it looked, as heat."""

from base64 import b64decode
from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect, Surface

from handdraw_contracts.classifications import Classification
from handdraw_desktop.view.brush import Brush, Letters, grey
from handdraw_desktop.view.letters import Weight
from handdraw_desktop.view.palette import Colour

PADDING = 14
SIDE = 28
TITLE, FACT = 21, 18  # letters
BUTTON = 44  # what the heat map's button takes of the first line
SCALE = 12  # of the heat, its height
LEAST = 0.02  # a fall of the probability that is nothing: where no patch is worth more, nothing is hot
DIM = 0.6  # so bright is the glyph below the heat


@dataclass(frozen=True, slots=True)
class Glyph:
    """``saliency``: 784 numbers 0..1, how much the network looked at each place; ``unexplained``: nobody says."""

    answer: Classification | None
    saliency: tuple[float, ...] | None = None
    unexplained: bool = False

    def draw(self, brush: Brush, place: Rect) -> None:
        brush.card(place, brush.palette.card, brush.palette.edge)
        padding = brush.px(PADDING)
        side = max(min(place.size) - 2 * padding, 0)
        picture = Rect(place.left + padding, place.top + padding, side, side)
        if self.answer is None or self.answer.glyph is None:
            brush.fill(picture, brush.palette.track)
        else:
            small = self._picture(self.answer.glyph, brush.palette.heat)
            brush.surface.blit(_enlarged(small, side), picture)
        if place.height > place.width:
            room = Rect(picture.left, picture.bottom + padding, side, place.bottom - picture.bottom - 2 * padding)
        else:
            room = Rect(picture.right + padding, picture.top, place.right - picture.right - 2 * padding, side)
        self._write(brush, room)

    def _write(self, brush: Brush, room: Rect) -> None:
        title = brush.words.say("glyph", "title" if self.saliency is None else "explained")
        letters = Letters(TITLE, brush.palette.ink, Weight.SEMIBOLD)
        at = room.left, room.top - brush.px(4)
        bottom = brush.text(title, letters, at, width=room.width - brush.px(BUTTON)).bottom + brush.px(1)
        if self.saliency is not None:
            bottom = _draw_scale(brush, Rect(room.left, bottom, room.width, brush.px(FACT * 1.2)))
        for text in self._facts(brush):
            fact = Letters(FACT, brush.palette.muted)
            bottom = brush.text(text, fact, (room.left, bottom), width=room.width).bottom + brush.px(2)

    def _picture(self, glyph: str, hot: Colour) -> Surface:
        pixels = np.frombuffer(b64decode(glyph), np.uint8).reshape(SIDE, SIDE)
        if self.saliency is None:
            return grey(pixels)
        heat = np.array(self.saliency, np.float32).reshape(SIDE, SIDE, 1)
        heat /= max(float(heat.max()), LEAST)
        return _coloured(DIM * pixels[:, :, None] * (1 - heat) + np.array(hot, np.float32) * heat)

    def _facts(self, brush: Brush) -> tuple[str, ...]:
        words, answer = brush.words, self.answer
        nothing = words.say("glyph", "unexplained" if self.unexplained else "size")
        size = () if self.saliency is not None else (nothing,)
        if answer is None:
            return size
        return (
            *size,
            words.say("glyph", "model", name=answer.model.name, version=answer.model.version),
            words.say("engine", answer.model.engine),
            words.say("glyph", "time", time=words.milliseconds(answer.timing_ms.total)),
        )


def _draw_scale(brush: Brush, place: Rect) -> int:
    """From little to much. Its lower edge."""
    letters, gap = Letters(FACT, brush.palette.muted), brush.px(6)
    little = brush.text(brush.words.say("glyph", "little"), letters, place.midleft, "midleft")
    much = brush.words.say("glyph", "much")
    width = min(brush.px(72), place.right - little.right - 2 * gap - brush.width(much, FACT))
    ramp = Rect(little.right + gap, 0, max(width, 0), brush.px(SCALE))
    ramp.centery = place.centery
    heat = np.linspace(0, 1, SIDE)[None, :, None]
    brush.surface.blit(pygame.transform.scale(_coloured(heat * np.array(brush.palette.heat)), ramp.size), ramp)
    brush.text(much, letters, (ramp.right + gap, place.centery), "midleft")
    return place.bottom + brush.px(2)


def _enlarged(pixels: Surface, side: int) -> Surface:
    """Each pixel a square; pygame and pygame-ce round otherwise where the squares are not all alike."""
    places = np.arange(side) * SIDE // side
    large = pygame.surfarray.array3d(pixels)[places][:, places]
    return pygame.surfarray.make_surface(large)


def _coloured(pixels: NDArray[np.floating]) -> Surface:
    """Of pixels, [height, width, 3], 0..255."""
    height, width = pixels.shape[:2]
    return pygame.image.frombuffer(pixels.astype(np.uint8).tobytes(), (width, height), "RGB")
