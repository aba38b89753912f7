"""Letters and smooth shapes on a surface, in units that grow with the window."""

import math
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect, Surface

from handdraw_desktop.drawing.raster import Pixels, rasterise
from handdraw_desktop.drawing.strokes import Drawing
from handdraw_desktop.view.letters import Face, Weight, fitted, wrapped
from handdraw_desktop.view.palette import Colour, Palette
from handdraw_desktop.words.wording import Words

Place = tuple[float, float]
Anchor = Literal["topleft", "midleft", "midright", "topright", "center", "midtop", "bottomleft", "midbottom"]
MIDDLES = ("midleft", "midright", "center")


class Letters(NamedTuple):
    """``units``: the height of a line of text without its leading."""

    units: float
    colour: Colour
    weight: Weight = Weight.REGULAR


EM = 0.69  # of the units
LEADING = 0.85  # of a font's own height: it leaves room for marks that none of our letters has
SMALLEST_EM_PX = 10
CORNER = 10  # units: how round cards and buttons are
TILE = 512, 64
SMOOTH = 4  # circles are drawn so much larger, then averaged
REMEMBERED = 512  # lines and small pictures


class Brush:
    """``words``: in the person's language; ``palette``: in the colours of the person's choice."""

    def __init__(self, surface: Surface, unit: float, words: Words, palette: Palette) -> None:
        self.surface = surface
        self.unit = unit
        self.words = words
        self.palette = palette
        self._faces: dict[tuple[int, Weight], Face] = {}
        self._tiles: dict[Colour, Surface] = {}
        self._shapes: dict[tuple[object, ...], Surface] = {}
        self._pictures = OrderedDict[tuple[object, ...], Surface]()

    def px(self, units: float) -> int:
        return round(units * self.unit)

    def line(self, units: float = 1) -> int:
        """How many pixels thick, so that it is seen."""
        return max(1, self.px(units))

    def text(self, text: str, letters: Letters, at: Place, anchor: Anchor = "topleft", width: float = 10_000) -> Rect:
        """One line, shortened where it is wider than ``width`` pixels. Where it came to lie.

        In the middle is what has the middle of its capitals there: a line has more room above them than below.
        """
        image = self._line(text, letters, int(width))
        rect = image.get_rect(**{anchor: (round(at[0]), round(at[1]))})  # pygame and pygame-ce round otherwise
        if anchor in MIDDLES:
            rect.top -= self._face(letters.units, letters.weight).low
        self.surface.blit(image, rect)
        return rect

    def lines(self, text: str, letters: Letters, place: Rect) -> None:
        """From the left, in the middle of the place's height; the last line is shortened where there are too many."""
        face = self._face(letters.units, letters.weight)
        leading = round(face.height * LEADING)
        room = max(1, place.height // leading)
        found = wrapped(face, text, place.width)
        lines = found if len(found) <= room else (*found[: room - 1], " ".join(found[room - 1 :]))
        for number, line in enumerate(lines):
            y = place.centery + (number - (len(lines) - 1) / 2) * leading
            self.text(line, letters, (place.left, y), "midleft", place.width)

    def width(self, text: str, units: float, weight: Weight = Weight.REGULAR) -> int:
        return self._face(units, weight).width(text)

    def _line(self, text: str, letters: Letters, width: int) -> Surface:
        key = (text, letters, width)
        if key not in self._pictures:
            face = self._face(letters.units, letters.weight)
            self._keep(key, face.render(fitted(face, text, width), letters.colour))
        return self._recall(key)

    def _face(self, units: float, weight: Weight) -> Face:
        key = max(round(self.unit * units * EM), SMALLEST_EM_PX), weight
        if key not in self._faces:
            self._faces[key] = Face(weight, key[0])
        return self._faces[key]

    def thumbnail(self, drawing: Drawing, place: Rect) -> None:
        """The drawing, small: paper with an edge."""
        side = min(place.size)
        key = (drawing.id, side)
        if key not in self._pictures:
            self._keep(key, inked(rasterise(drawing, side), self.palette))
        picture = self._recall(key)
        where = picture.get_rect(center=place.center)
        self.surface.blit(picture, where)
        pygame.draw.rect(self.surface, self.palette.edge, where, self.line())

    def _keep(self, key: tuple[object, ...], picture: Surface) -> None:
        self._pictures[key] = picture
        if len(self._pictures) > REMEMBERED:
            self._pictures.popitem(last=False)

    def _recall(self, key: tuple[object, ...]) -> Surface:
        self._pictures.move_to_end(key)
        return self._pictures[key]

    def fill(self, rect: Rect, colour: Colour) -> None:
        """SDL takes ten times as long for a large rectangle that does not begin and end on 16 bytes: then by copies."""
        if rect.height <= TILE[1] or rect.left % 4 == rect.width % 4 == 0:
            self.surface.fill(colour, rect)
            return
        if colour not in self._tiles:
            self._tiles[colour] = Surface(TILE, 0, self.surface)
            self._tiles[colour].fill(colour)
        for x in range(rect.left, rect.right, TILE[0]):
            for y in range(rect.top, rect.bottom, TILE[1]):
                self.surface.blit(self._tiles[colour], (x, y), (0, 0, rect.right - x, rect.bottom - y))

    def card(self, rect: Rect, colour: Colour, edge: Colour, ground: Colour | None = None, *, thick: float = 1) -> None:
        """On the window's ground, or another. ``thick``: the edge, in units."""
        edge_px = self.line(thick)
        radius = min(self.px(CORNER), rect.width // 2, rect.height // 2)
        for corner in _corners(rect, radius):
            self.fill(corner, ground or self.palette.ground)
        self._round_corners(rect, edge, radius)
        for side in _sides(rect, radius, edge_px):
            self.fill(side, edge)
        self.rounded(rect.inflate(-2 * edge_px, -2 * edge_px), colour, CORNER - edge_px / self.unit)

    def ring(self, rect: Rect) -> None:
        """Where the keyboard is."""
        radius = min(self.px(CORNER), rect.height // 4)
        pygame.draw.rect(self.surface, self.palette.focus, rect, max(2, self.px(2)), border_radius=radius)

    def rounded(self, rect: Rect, colour: Colour, units: float) -> None:
        """A rectangle whose corners are quarters of a disc."""
        radius = min(self.px(units), rect.width // 2, rect.height // 2)
        if radius < 1:
            self.fill(rect, colour)
            return
        self.fill(rect.inflate(0, -2 * radius), colour)
        for top in (rect.top, rect.bottom - radius):
            self.fill(Rect(rect.left + radius, top, rect.width - 2 * radius, radius), colour)
        self._round_corners(rect, colour, radius)

    def _round_corners(self, rect: Rect, colour: Colour, radius: int) -> None:
        if radius < 1:
            return
        disc = self._disc(radius, colour)
        quarters = _corners(disc.get_rect(), radius)
        for place, quarter in zip(_corners(rect, radius), quarters, strict=True):
            self.surface.blit(disc, place, quarter)

    def pill(self, text: str, letters: Letters, face: Colour, at: Place) -> Rect:
        """A line on a rounded ground, by its upper left corner."""
        ground = Rect(at, (self.width(text, letters.units, letters.weight) + self.px(20), self.px(26)))
        self.rounded(ground, face, 13)
        self.text(text, letters, ground.center, "center")
        return ground

    def dot(self, centre: Place, units: float, colour: Colour) -> None:
        disc = self._disc(max(2, self.px(units)), colour)
        self.surface.blit(disc, disc.get_rect(center=(round(centre[0]), round(centre[1]))))

    def polygon(self, corners: Sequence[Place], colour: Colour) -> None:
        """Filled. ``corners``: in pixels."""
        left, top = (math.floor(min(axis)) for axis in zip(*corners, strict=True))
        right, bottom = (math.ceil(max(axis)) for axis in zip(*corners, strict=True))
        moved = tuple((x - left, y - top) for x, y in corners)
        self.surface.blit(self._shape(right - left, bottom - top, moved, colour), (left, top))

    def _disc(self, radius: int, colour: Colour) -> Surface:
        return self._shape(2 * radius, 2 * radius, None, colour)

    def _shape(self, width: int, height: int, corners: tuple[Place, ...] | None, colour: Colour) -> Surface:
        """With smooth edges; without ``corners`` a disc."""
        key = (width, height, corners, colour)
        if key not in self._shapes:
            large = Surface((width * SMOOTH, height * SMOOTH), pygame.SRCALPHA)
            large.fill((*colour, 0))
            if corners is None:
                pygame.draw.circle(large, colour, (width * SMOOTH // 2,) * 2, width * SMOOTH // 2)
            else:
                pygame.draw.polygon(large, colour, [(x * SMOOTH, y * SMOOTH) for x, y in corners])
            self._shapes[key] = pygame.transform.smoothscale(large, (width, height))
        return self._shapes[key]


def _corners(rect: Rect, side: int) -> list[Rect]:
    """Squares in them."""
    size = (side, side)
    return [Rect((x, y), size) for x in (rect.left, rect.right - side) for y in (rect.top, rect.bottom - side)]


def _sides(rect: Rect, radius: int, thick: int) -> list[Rect]:
    """Between the corners."""
    across, down = rect.width - 2 * radius, rect.height - 2 * radius
    level = [Rect(rect.left + radius, y, across, thick) for y in (rect.top, rect.bottom - thick)]
    upright = [Rect(x, rect.top + radius, thick, down) for x in (rect.left, rect.right - thick)]
    return level + upright


def grey(pixels: Pixels) -> Surface:
    """A picture of grey values, [height, width]."""
    height, width = pixels.shape
    return pygame.image.frombuffer(pixels.repeat(3).tobytes(), (width, height), "RGB")


def inked(pixels: Pixels, palette: Palette) -> Surface:
    """A picture of a drawing, [height, width], in the colours of paper and pen."""
    height, width = pixels.shape
    return pygame.image.frombuffer(_shades(palette.pen, palette.paper)[pixels].tobytes(), (width, height), "RGB")


@cache
def _shades(pen: Colour, paper: Colour) -> NDArray[np.uint8]:
    """[256, 3], from ink to paper."""
    return np.linspace(pen, paper, 256).round().astype(np.uint8)
