"""Turns a picture into what the network reads: one glyph, or two where it is doubtful what the digit is.

    picture -> lay_out (paper.py) -> look_at (overview.py) -> plain: the short way, all of the ink
                                                           -> else: the long way, find_readings (clutter.py)
            -> make_glyph (glyphs.py)

docs/normalisation.md shows each step. The gateway, training and evaluation call the same.
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from handdraw_contracts.wire import WarningCode
from handdraw_inference.drawings.clutter import Reading, find_readings
from handdraw_inference.drawings.decoding import SCALE
from handdraw_inference.drawings.glyphs import BOX, FINER, THIN, Glyph, centre, fit, is_glyph, thicken
from handdraw_inference.drawings.grids import Grey
from handdraw_inference.drawings.ink import INK_SHARE, Box, Fine, measure, warnings
from handdraw_inference.drawings.overview import Overview, find_box, look_at
from handdraw_inference.drawings.paper import Canvas, lay_out
from handdraw_inference.errors import BlankDrawing

NORMALISATION = 2
"""Which way of making glyphs this is; a version's card names the one that it was trained with."""
BLANK_CONTRAST = 24  # of 255: less is paper grain or JPEG noise
BLANK = "There is no ink on the canvas"
TOO_LITTLE = "The ink is too little, or too far apart, to be seen"
LEFT_OUT: WarningCode = "something_left_out"
VISIBLE = 4  # places of the fine grid


@dataclass(frozen=True, slots=True)
class Survey:
    """A picture laid out and looked at.

    ``plain``: it goes the short way. ``scale``: how many pixels of what was sent one of the picture stands for.
    """

    canvas: Canvas
    overview: Overview
    plain: bool
    scale: float = 1.0


def warm_up() -> None:
    """Read a drawing in a frame, under a lamp, so that no caller waits for what NumPy and OpenCV load at first use."""
    levels = np.add.outer(np.linspace(200, 255, 280), np.zeros(280)).astype(np.uint8)
    levels[20:260, 20:260] //= 4
    levels[23:257, 23:257] *= 4
    levels[80:200, 130:150] = 0
    find_glyphs(survey(Image.fromarray(levels)))


def normalise(picture: Image.Image) -> Glyph:
    """Return the likeliest glyph. Raises BlankDrawing."""
    return find_glyphs(survey(picture))[0]


def survey(picture: Image.Image) -> Survey:
    """Look at a picture in mode L, LA, RGB or RGBA. Raises BlankDrawing."""
    canvas = lay_out(picture)
    if int(canvas.ink.max()) < BLANK_CONTRAST:
        raise BlankDrawing(BLANK)
    overview = look_at(canvas.ink)
    plain = canvas.even and (overview.is_plain() or is_glyph(canvas.ink, THIN))
    return Survey(canvas, overview, plain, picture.info.get(SCALE, 1.0))


def find_glyphs(seen: Survey) -> tuple[Glyph, ...]:
    """Return the glyph, or two of which the surer is to be kept, the likelier first. Raises BlankDrawing."""
    if seen.plain:
        ink = seen.canvas.ink
        return (make_glyph(Reading(ink, box_of(ink, seen.overview), seen.scale)),)
    readings = find_readings(seen.canvas, seen.scale)
    if not readings:
        raise BlankDrawing(TOO_LITTLE)
    return tuple(make_glyph(reading) for reading in readings)


def make_glyph(reading: Reading) -> Glyph:
    """Raises BlankDrawing."""
    ink, box = reading.ink, reading.box
    left, top, right, bottom = box
    crop, canvas = ink[top:bottom, left:right], (ink.shape[1], ink.shape[0])
    contrast = int(ink.max())
    if contrast < BLANK_CONTRAST:
        raise BlankDrawing(BLANK)
    fine = fit(crop, BOX * FINER) / np.float32(contrast)
    peak = find_peak(fine) if fine.any() else np.float32(0)
    if np.count_nonzero(fine > peak / 2) < VISIBLE:
        raise BlankDrawing(TOO_LITTLE)
    facts = measure(fine, peak, box, canvas, reading.scale)
    raised = warnings(fine > peak * INK_SHARE, box, canvas, contrast)
    if reading.left_out:
        raised = (*raised, LEFT_OUT)
    elif is_glyph(ink, facts.stroke_px):
        return Glyph(ink, facts, raised)
    stroke = facts.stroke_px / reading.scale
    return Glyph(centre(thicken(np.minimum(fine / peak, 1), crop, stroke, peak * contrast)), facts, raised)


def find_peak(fine: Fine) -> np.float32:
    """Return how dark the stroke is: the upper quartile of what is inked, since crossings of a thin pen are darker."""
    inked = fine[fine > fine.max() * INK_SHARE]
    quartile = len(inked) * 3 // 4
    peak: np.float32 = np.partition(inked, quartile)[quartile]
    return peak


def box_of(ink: Grey, overview: Overview) -> Box:
    """Find the ink, to the pixel, ignoring specks that the overview does not show. Raises BlankDrawing."""
    around, factor = overview.box, overview.factor
    if around is None:
        raise BlankDrawing(TOO_LITTLE)
    if factor == 1:
        return around
    left, top, right, bottom = around
    x, y = max(0, left - 1) * factor, max(0, top - 1) * factor
    near = find_box(ink[y : (bottom + 1) * factor, x : (right + 1) * factor])
    if near is None:
        raise BlankDrawing(TOO_LITTLE)
    return x + near[0], y + near[1], x + near[2], y + near[3]
