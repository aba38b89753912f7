"""Letters and smooth shapes on a surface, in units that grow with the window."""

from typing import Literal, NamedTuple

import pygame
from pygame import Rect, Surface

from handdraw_desktop.palette import Colour

Place = tuple[float, float]
Anchor = Literal["topleft", "midleft", "midright", "topright", "center", "midtop", "bottomleft", "midbottom"]


class Letters(NamedTuple):
    """``units``: their height."""

    units: float
    colour: Colour


SHARP = 2  # small letters are fitted to the pixels badly: larger ones are made smaller
SMOOTH = 4  # circles are drawn so much larger, then averaged
LONGEST_TEXT = 300
SMALLEST_LETTERS_PX = 13


class Brush:
    def __init__(self, surface: Surface, unit: float) -> None:
        self.surface = surface
        self.unit = unit
        self._fonts: dict[int, pygame.font.Font] = {}
        self._discs: dict[tuple[int, Colour], Surface] = {}

    def px(self, units: float) -> int:
        return round(units * self.unit)

    def text(self, text: str, letters: Letters, at: Place, anchor: Anchor = "topleft", width: float = 10_000) -> Rect:
        """One line in Pygame's own font, shortened where it is wider than ``width`` pixels. Where it came to lie."""
        font = self._font(letters.units)
        image = font.render(_fitted(font, text, width * SHARP), True, letters.colour)  # noqa: FBT003 (has no keywords)
        image = pygame.transform.smoothscale(image, (image.get_width() // SHARP, image.get_height() // SHARP))
        rect = image.get_rect(**{anchor: at})
        self.surface.blit(image, rect)
        return rect

    def width(self, text: str, units: float) -> int:
        return self._font(units).size(text)[0] // SHARP

    def _font(self, units: float) -> pygame.font.Font:
        height = max(self.px(units), SMALLEST_LETTERS_PX)
        if height not in self._fonts:
            self._fonts[height] = pygame.font.Font(None, height * SHARP)
        return self._fonts[height]

    def card(self, rect: Rect, colour: Colour, edge: Colour) -> None:
        self.rounded(rect, edge, 10)
        self.rounded(rect.inflate(-2, -2), colour, 10)

    def rounded(self, rect: Rect, colour: Colour, units: float) -> None:
        """A rectangle whose corners are quarters of a disc."""
        radius = min(self.px(units), rect.width // 2, rect.height // 2)
        if radius < 1:
            self.surface.fill(colour, rect)
            return
        self.surface.fill(colour, rect.inflate(-2 * radius, 0))
        self.surface.fill(colour, rect.inflate(0, -2 * radius))
        disc = self._disc(radius, colour)
        for x, left in ((rect.left, 0), (rect.right - radius, radius)):
            for y, top in ((rect.top, 0), (rect.bottom - radius, radius)):
                self.surface.blit(disc, (x, y), (left, top, radius, radius))

    def pill(self, text: str, letters: Letters, face: Colour, at: Place) -> Rect:
        """A line on a rounded ground, by its upper left corner."""
        ground = Rect(at, (self.width(text, letters.units) + self.px(20), self.px(26)))
        self.rounded(ground, face, 13)
        self.text(text, letters, ground.center, "center")
        return ground

    def dot(self, centre: Place, units: float, colour: Colour) -> None:
        disc = self._disc(max(2, self.px(units)), colour)
        self.surface.blit(disc, disc.get_rect(center=centre))

    def _disc(self, radius: int, colour: Colour) -> Surface:
        if (radius, colour) not in self._discs:
            large = Surface((2 * radius * SMOOTH,) * 2, pygame.SRCALPHA)
            large.fill((*colour, 0))
            pygame.draw.circle(large, colour, (radius * SMOOTH,) * 2, radius * SMOOTH)
            self._discs[radius, colour] = pygame.transform.smoothscale(large, (2 * radius,) * 2)
        return self._discs[radius, colour]


def _fitted(font: pygame.font.Font, text: str, width: float) -> str:
    """Anybody may have written it: what cannot be printed becomes a space."""
    text = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_TEXT])
    if font.size(text)[0] <= width:
        return text
    while text and font.size(f"{text} …")[0] > width:
        text = text[:-1].rstrip()
    return f"{text} …" if text else ""
