"""Whether made-up strokes can be drawn and read as a glyph, and differ from one another."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from handdraw_inference.drawings.normalisation import normalise
from handdraw_training.pen.deformation import deform
from handdraw_training.pen.rendering import Pen, draw
from handdraw_training.pen.strokes import Strokes

Make = Callable[[np.random.Generator], Strokes]
COUNT = 20


class Glyphs(NamedTuple):
    all_have_ink: bool
    different: int


ALL_DIFFERENT = Glyphs(all_have_ink=True, different=COUNT)


def glyphs_of(make: Make) -> Glyphs:
    rng = np.random.default_rng(1)
    glyphs = [normalise(draw(deform(make(rng), rng), Pen())).pixels for _ in range(COUNT)]
    return Glyphs(min(glyph.max() for glyph in glyphs) > 100, len({glyph.tobytes() for glyph in glyphs}))
