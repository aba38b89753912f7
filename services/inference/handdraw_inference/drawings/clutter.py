"""The long way: finds the ink of the digit in a picture that holds something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from handdraw_inference.drawings.choice import choose_marks
from handdraw_inference.drawings.grids import Grey, dilate, shrink
from handdraw_inference.drawings.ink import INK_SHARE, Box
from handdraw_inference.drawings.lighting import level_light
from handdraw_inference.drawings.lines import erase_lines
from handdraw_inference.drawings.marks import Labels, Mark, Marks, find_marks, select
from handdraw_inference.drawings.page import LEAST_PAGE, cover_ground, find_page
from handdraw_inference.drawings.paper import Canvas

SIDE = 300  # px, about: the side of the grid on which marks are sorted; a larger picture is reduced
COVERED = 0.4  # of the grid: this much ink is no ink
LEAST_AREA = 3  # places: a smaller mark is a speck
LEFT_OUT = 0.02  # of the grid's shorter side: leaving out what is longer is said


@dataclass(frozen=True, slots=True)
class Reading:
    """What may be the digit. ``ink``: [h, w], of nothing else. ``box``: of it, to the place.

    ``scale``: how many pixels of what was sent a place stands for.
    """

    ink: Grey
    box: Box
    scale: float = 1.0
    left_out: bool = False


def find_readings(canvas: Canvas, scale: float = 1.0) -> tuple[Reading, ...]:
    """Return the likeliest reading and, where it is doubtful, another; none where there is no ink."""
    reduction = max(1.0, sqrt(canvas.ink.size) / SIDE)
    ink, on_page = find_ink(canvas, reduction)
    strokes, on_lines = find_strokes(ink)
    found, labels = find_marks(strokes)
    found = tuple(mark for mark in found if mark.area >= LEAST_AREA)
    least = LEFT_OUT * min(labels.shape)
    return tuple(
        _cut_out(
            ink,
            labels,
            kept,
            scale * reduction,
            left_out=on_page or on_lines or any(_is_left(mark, kept, least) for mark in found),
        )
        for kept in choose_marks(found, labels)
    )


def find_strokes(ink: Grey) -> tuple[Marks, bool]:
    """Return where there is ink that is no printed line, and whether there were such lines. One alone is a stroke."""
    peak = _find_peak(ink)
    marks = ink > peak * INK_SHARE
    strokes, on_lines = erase_lines(ink, marks, peak)
    if on_lines and not strokes.any() and len(find_marks(marks)[0]) == 1:
        return marks, False
    return strokes, on_lines


def _find_peak(ink: Grey) -> int:
    """Return how dark strokes are: nearly the darkest, but of a few places alone."""
    most = int(ink.max())
    usual = int(np.percentile(ink[::2, ::2], 99.8))
    return usual if usual > most * INK_SHARE else most


def _is_left(mark: Mark, kept: Sequence[Mark], least: float) -> bool:
    return mark.longer > least and mark not in kept


def find_ink(canvas: Canvas, scale: float = 1.0) -> tuple[Grey, bool]:
    """Return the ink on the grid, and whether it is that of a page, the ground around it left out."""
    ink = _reduce(canvas.ink, scale)
    covered = np.count_nonzero(ink > ink.max() * INK_SHARE) / ink.size
    if canvas.even and covered < LEAST_PAGE:
        return ink, False
    grey = _reduce(canvas.grey, scale)
    page = find_page(grey)
    if page is not None:
        return level_light(cover_ground(grey, page)), True
    if canvas.even and covered < COVERED:
        return ink, False
    levelled = level_light(grey)
    fills = canvas.even and covered < 1 and not levelled.any()  # a digit cut out tightly
    return (ink if fills else levelled), False


def _reduce(plane: Grey, scale: float) -> Grey:
    if scale == 1:
        return plane
    height, width = (max(1, round(side / scale)) for side in plane.shape)
    return shrink(plane, height, width)


def _cut_out(ink: Grey, labels: Labels, kept: Sequence[Mark], scale: float, *, left_out: bool) -> Reading:
    """Keep the ink of these marks and of the places beside them, which are paler than a mark."""
    own = select(labels, kept)
    beside = dilate(own, 3, 3) & (labels == 0)
    box = (
        min(mark.left for mark in kept),
        min(mark.top for mark in kept),
        max(mark.right for mark in kept),
        max(mark.bottom for mark in kept),
    )
    return Reading(ink * (own | beside), box, scale, left_out)
