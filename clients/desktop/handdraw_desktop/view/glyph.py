"""The 28x28 that the network saw, enlarged; who answered, and how fast."""

from base64 import b64decode
from dataclasses import dataclass

import numpy as np
import pygame
from pygame import Rect, Surface

from handdraw_contracts.classifications import Classification
from handdraw_desktop.view.brush import Brush, Letters, grey
from handdraw_desktop.view.palette import Colour

PADDING = 14
SIDE = 28


@dataclass(frozen=True, slots=True)
class Glyph:
    """``saliency``: 784 numbers 0..1, how much the network looked at each place."""

    answer: Classification | None
    saliency: tuple[float, ...] | None = None

    def draw(self, brush: Brush, place: Rect) -> None:
        brush.card(place, brush.palette.card, brush.palette.edge)
        padding = brush.px(PADDING)
        side = place.height - 2 * padding
        picture = Rect(place.left + padding, place.top + padding, side, side)
        if self.answer is None or self.answer.glyph is None:
            brush.rounded(picture, brush.palette.track, 4)
        else:
            brush.surface.blit(
                pygame.transform.scale(self._picture(self.answer.glyph, brush.palette.heat), picture.size), picture
            )
        left, width = picture.right + padding, place.right - picture.right - 2 * padding
        title = brush.words.say("glyph", "title" if self.saliency is None else "explained")
        line = brush.text(title, Letters(21, brush.palette.ink), (left, picture.top), width=width)
        for text in self._facts(brush):
            line = brush.text(text, Letters(18, brush.palette.muted), (left, line.bottom + brush.px(2)), width=width)

    def _picture(self, glyph: str, hot: Colour) -> Surface:
        pixels = np.frombuffer(b64decode(glyph), np.uint8).reshape(SIDE, SIDE)
        if self.saliency is None:
            return grey(pixels)
        heat = np.array(self.saliency, np.float32).reshape(SIDE, SIDE, 1)
        tinted = pixels[:, :, None] * (1 - heat) + np.array(hot, np.float32) * heat
        return pygame.image.frombuffer(tinted.astype(np.uint8).tobytes(), (SIDE, SIDE), "RGB")

    def _facts(self, brush: Brush) -> tuple[str, ...]:
        words, answer = brush.words, self.answer
        if answer is None:
            return (words.say("glyph", "size"),)
        return (
            words.say("glyph", "size"),
            words.say("glyph", "model", name=answer.model.name, version=answer.model.version),
            words.say("engine", answer.model.engine),
            words.say("glyph", "time", time=words.milliseconds(answer.timing_ms.total)),
        )
