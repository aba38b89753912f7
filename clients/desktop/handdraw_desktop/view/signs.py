"""Signs for what has no room for a word, drawn with the pen that draws digits, so that they are sharp at any size."""

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from uuid import UUID

import numpy as np
import pygame
from pygame import Rect, Surface

from handdraw_desktop.drawing.raster import PAPER, rasterise
from handdraw_desktop.drawing.strokes import SIDE, Drawing, Point, Stroke
from handdraw_desktop.view.palette import Colour

GRID = 24  # signs are written on so many places across and down
PEN = 2.2


def _arc(middle: Point, radius: float, first: float, last: float, squeezed: float = 1) -> list[Point]:
    """Degrees, from the right, clockwise; ``squeezed``: its width by its height."""
    angles = [math.radians(first + (last - first) * step / 16) for step in range(17)]
    x, y = middle
    return [(x + squeezed * radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def _lines(*corners: Point) -> list[list[Point]]:
    """Straight, with sharp corners: a curve would round them."""
    return [[one, other] for one, other in pairwise(corners)]


def _square(corner: Point, side: float) -> list[list[Point]]:
    (left, top), right, bottom = corner, corner[0] + side, corner[1] + side
    return _lines((left, top), (right, top), (right, bottom), (left, bottom), (left, top))


def _mirrored(strokes: Iterable[list[Point]]) -> list[list[Point]]:
    return [[(GRID - x, y) for x, y in stroke] for stroke in strokes]


def _half_disc(x: float, y: float, radius: float) -> list[list[Point]]:
    """The right half, in lines so close that they touch."""
    offsets = [radius * step / 6 for step in range(6)]
    return [
        [(x + one, y - height), (x + one, y + height)] for one in offsets for height in [math.sqrt(radius**2 - one**2)]
    ]


TRAY = _lines((4, 15), (4, 20), (20, 20), (20, 15))
UNDO: list[list[Point]] = [
    *_lines((9, 4), (4, 9), (9, 14)),
    [(4, 9), (13, 9)],
    _arc((13, 14), 5, -90, 90),
    [(13, 19), (8, 19)],
]
EYE: list[list[Point]] = [_arc((12, 20), 13, -140, -40), _arc((12, 4), 13, 40, 140), _arc((12, 12), 2.6, 0, 360)]
ROUND = _arc((12, 12), 8.5, 0, 360)
STROKES: dict[str, list[list[Point]]] = {
    "clear": [*_lines((6, 7), (7, 20), (17, 20), (18, 7)), [(4, 7), (20, 7)], [(10, 4), (14, 4)], [(12, 11), (12, 16)]],
    "undo": UNDO,
    "redo": _mirrored(UNDO),
    "eraser": [*_lines((4, 15), (13, 5), (20, 12), (12, 20), (9, 20), (4, 15)), [(8.5, 10), (16, 16.5)]],
    "pen": [*_lines((5, 19), (6, 14.5), (15.5, 5), (19, 8.5), (9.5, 18), (5, 19)), [(13, 7.5), (16.5, 11)]],
    "save": [*TRAY, [(12, 4), (12, 15)], *_lines((7.5, 10.5), (12, 15), (16.5, 10.5))],
    "open": _lines((4, 19), (4, 6), (10, 6), (12, 9), (20, 9), (20, 19), (4, 19)),
    "export": [*TRAY, [(12, 15), (12, 4)], *_lines((7.5, 8.5), (12, 4), (16.5, 8.5))],
    "classify": _lines((4, 13), (9.5, 18.5), (20, 6)),
    "explain": EYE,
    "hide": [*EYE, [(5, 20), (19, 4)]],
    "history": [line for x in (4, 14) for y in (4, 14) for line in _square((x, y), 6)],
    "score": [[(3.5, 20.5), (20.5, 20.5)], [(7, 16), (7, 13)], [(12, 16), (12, 5)], [(17, 16), (17, 9)]],
    "language": [ROUND, _arc((12, 12), 8.5, 0, 360, 0.42), [(4, 12), (20, 12)]],
    "theme": [ROUND, *_half_disc(12, 12, 7.5)],
    "help": [[*_arc((12, 8.5), 4.5, -180, 60), (12.2, 13.6), (12, 15.5)], [(12, 20)]],
    "close": [[(6, 6), (18, 18)], [(18, 6), (6, 18)]],
    "quit": [[(6, 6), (18, 18)], [(18, 6), (6, 18)]],
    "said": _lines((4, 13), (9.5, 18.5), (20, 6)),
    "warning": [*_lines((12, 4), (21, 20), (3, 20), (12, 4)), [(12, 10), (12, 14)], [(12, 17)]],
}


def draw_sign(surface: Surface, name: str, place: Rect, colour: Colour) -> None:
    """As large as the place lets it be, in its middle. Raises KeyError for a name that has none."""
    sign = _sign(name, min(place.size), colour)
    surface.blit(sign, sign.get_rect(center=place.center))


@lru_cache(256)
def _sign(name: str, side: int, colour: Colour) -> Surface:
    ink = (PAPER - rasterise(_drawing(name), max(side, 1))) / PAPER
    pixels = np.empty((*ink.shape, 4), np.uint8)
    pixels[..., :3] = colour
    pixels[..., 3] = (ink * 255).round()
    return pygame.image.frombuffer(pixels.tobytes(), pixels.shape[1::-1], "RGBA")


def _drawing(name: str) -> Drawing:
    scale = SIDE / GRID
    strokes = (tuple((x * scale, y * scale) for x, y in stroke) for stroke in STROKES[name])
    return Drawing(UUID(int=0), tuple(Stroke(points, PEN * scale) for points in strokes))
