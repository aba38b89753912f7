"""One part of the window, drawn alone."""

import numpy as np
import pygame
from numpy.typing import NDArray
from pygame import Rect

from handdraw_desktop.language import Language
from handdraw_desktop.layout import Size
from handdraw_desktop.view.brush import Brush
from handdraw_desktop.view.palette import LIGHT, Colour, Palette
from handdraw_desktop.view.part import Part
from handdraw_desktop.words.wording import load_words

Pixels = NDArray[np.uint8]


def brush_on(size: Size, unit: float = 1, palette: Palette = LIGHT) -> Brush:
    surface = pygame.Surface(size)
    surface.fill(palette.ground)
    return Brush(surface, unit, load_words(Language.ENGLISH), palette)


def drawn(part: Part, size: Size, unit: float = 1, palette: Palette = LIGHT) -> Pixels:
    """It fills the whole picture, [height, width, 3]."""
    brush = brush_on(size, unit, palette)
    part.draw(brush, Rect((0, 0), size))
    return seen(brush)


def seen(brush: Brush) -> Pixels:
    """Of what was drawn so far, [height, width, 3]."""
    return pygame.surfarray.array3d(brush.surface).swapaxes(0, 1)


def where(pixels: Pixels, colour: Colour, near: int = 0) -> Rect:
    """What surrounds the pixels of that colour, or one as ``near``; of no size where there are none."""
    apart = np.abs(pixels.astype(np.int64) - np.array(colour)).max(axis=2)
    rows, columns = np.nonzero(apart <= near)
    if not len(rows):
        return Rect(0, 0, 0, 0)
    left, top = int(columns.min()), int(rows.min())
    return Rect(left, top, int(columns.max()) + 1 - left, int(rows.max()) + 1 - top)
