"""Lines in the window's own fonts, which have Hangul and western Latin: what they hold of a text, and how it fits."""

import math
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
import pygame
from pygame import Surface
from pygame.font import Font

from handdraw_desktop.view.palette import Colour

FONTS = Path(__file__).parent / "fonts"
BEYOND = "□"  # stands for a letter that the fonts do not have
ELLIPSIS = "..."  # the fonts have their … in the middle of a line
CAPITAL = 0.733  # of the em: how high capitals and digits are
FINE_PX, FINEST = 64, 4  # so high are letters drawn at least, and at most so many times as large
STRENGTH = (255 * (np.arange(256) / 255) ** 0.8).round().astype(np.uint8)
LONGEST = 300  # letters of a line: nobody reads more, and measuring them costs time


class Weight(StrEnum):
    REGULAR = "Regular"
    SEMIBOLD = "SemiBold"


class Face:
    """Letters of one weight and height. Good until pygame.font.quit(). A line is 1.45 em high.

    Small letters are drawn larger and averaged: so they stand where they belong, and not on whole pixels, which tears
    words apart and runs others together.
    """

    def __init__(self, weight: Weight, em_px: int) -> None:
        self._finer = min(max(FINE_PX // em_px, 1), FINEST)
        self._font = Font(FONTS / f"NotoSansKR-{weight}.ttf", em_px * self._finer)
        self._down = -self._font.get_ascent() % self._finer  # the line that letters stand on is a pixel's edge
        self.height = math.ceil((self._down + self._font.get_height()) / self._finer)
        ascent = (self._down + self._font.get_ascent()) / self._finer
        self.low = round(ascent - CAPITAL * em_px / 2 - self.height / 2)
        """by how much the middle of capitals and digits, which is that of Hangul too, lies below that of the line"""

    def width(self, text: str) -> int:
        return math.ceil(self._font.size(text)[0] / self._finer)

    def render(self, text: str, colour: Colour) -> Surface:
        letters = self._font.render(text, True, colour)  # noqa: FBT003 (has no keywords)
        if self._finer == 1:
            return letters
        size = self.width(text), self.height
        large = Surface((size[0] * self._finer, size[1] * self._finer), pygame.SRCALPHA)
        large.fill((*colour, 0))
        large.blit(letters, (0, self._down))
        return strengthened(pygame.transform.smoothscale(large, size))


def strengthened(letters: Surface) -> Surface:
    """Averaged letters are a little pale."""
    if all(letters.get_size()):
        alpha = pygame.surfarray.pixels_alpha(letters)
        alpha[:] = STRENGTH[alpha]
    return letters


@cache
def reach() -> frozenset[str]:
    return frozenset((FONTS / "reach.txt").read_text("utf-8"))


def shown(text: str) -> str:
    """As far as the fonts reach. Anybody may have written it: a name of a file may hold anything."""
    whole = unicodedata.normalize("NFC", text[:LONGEST])  # macOS names files in the pieces of their letters
    return "".join(" " if letter.isspace() else letter if letter in reach() else BEYOND for letter in whole)


def fitted(face: Face, text: str, width_px: float) -> str:
    """One line, shortened where it is wider; empty where not even a letter has room."""
    line = shown(text)
    if face.width(line) <= width_px:
        return line
    while line and face.width(line + ELLIPSIS) > width_px:
        line = line[:-1].rstrip()
    return line and line + ELLIPSIS


def wrapped(face: Face, text: str, width_px: float) -> tuple[str, ...]:
    """As many lines as it takes, broken between words, and within one that is wider than a line."""
    lines = [""]
    for word in shown(text).split():
        longer = f"{lines[-1]} {word}".lstrip()
        if face.width(longer) <= width_px:
            lines[-1] = longer
        else:
            lines += _pieces(face, word, width_px)
    return tuple(filter(None, lines))


def _pieces(face: Face, word: str, width_px: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and face.width(pieces[-1] + letter) > width_px:
            pieces.append("")
        pieces[-1] += letter
    return pieces
