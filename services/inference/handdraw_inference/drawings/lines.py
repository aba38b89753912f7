"""Erases printed lines, of ruled and squared paper, tables and boxes, and keeps the strokes that cross them."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from handdraw_inference.drawings.grids import Grey, dilate, dilate_down, dilate_up, open_level
from handdraw_inference.drawings.marks import Labels, Mark, Marks, find_marks, select
from handdraw_inference.drawings.overview import FAINT, SEEN_SHARE

LEAST = 0.14  # of the picture's shorter side: a printed line is longer
THICK = 0.035  # of it: and thinner
SLOPING = 0.08  # of it: a line rises or falls less
CHORD = 0.8  # of the picture's width: a line this long is printed, wherever it ends
FROM_EDGE = 0.5  # likewise, where it begins at an edge
MEET = 0.03  # of the shorter side: how far apart the ends of lines may be that make a corner
MANY = 12  # lines: among more no boxes are sought
SLENDER = 0.08  # of its length: a box's line is thinner, a loop's stroke is not
MUCH_STRONGER = 1.8  # times the lines' ink: strokes this dark are told from lines by that alone
STRONGER = 1.3  # times a line's own ink: what is darker belongs to a stroke

Plane = NDArray[np.uint8]
"""[h, w], 1 where there is something"""


def erase_lines(grid: Grey, marks: Marks, peak: int) -> tuple[Marks, bool]:
    """Return the marks without printed lines, and whether there were any. ``peak``: how dark the strokes are."""
    plane = (grid > max(FAINT, peak * SEEN_SHARE)).view(np.uint8)
    rows, columns = find_lines(plane)
    if not rows.any() and not columns.any():
        return marks, False
    ink = max(_ink_of(grid, rows), _ink_of(grid.T, columns.T))
    if peak > MUCH_STRONGER * ink:
        return grid > STRONGER * ink + FAINT, True
    plane = _erase(grid, marks.view(np.uint8), rows)
    plane = _erase(np.ascontiguousarray(grid.T), np.ascontiguousarray(plane.T), np.ascontiguousarray(columns.T)).T
    return np.ascontiguousarray(plane).view(np.bool_), True


def find_lines(plane: Plane) -> tuple[Plane, Plane]:
    """Return where printed lines are, level ones and upright ones."""
    height, width = plane.shape
    side = min(plane.shape)
    level, level_labels = _segments(plane, side)
    upright, upright_labels = _segments(np.ascontiguousarray(plane.T), side)
    rows = {one for one in level if _is_chord(one, width)}
    columns = {one for one in upright if _is_chord(one, height)}
    near = max(4, round(MEET * side))
    level, upright = ([one for one in lines if one.area <= SLENDER * one.width**2] for lines in (level, upright))
    if 0 < len(level) <= MANY and 0 < len(upright) <= MANY:
        for top, bottom in combinations(level, 2):
            sides = [one for one in upright if _joins(one, top, bottom, near)]
            if len(sides) >= 2:
                rows |= {top, bottom}
                columns |= set(sides)
    return select(level_labels, rows), select(upright_labels, columns).T


def _ink_of(grid: Grey, lines: Plane) -> float:
    """Return how dark level lines are where they are darkest, of all their places the median; 0 if there are none."""
    across = dilate(grid * lines, 5, 1)[lines > 0]
    return float(np.median(across)) if across.size else 0.0


def _segments(plane: Plane, side: int) -> tuple[list[Mark], Labels]:
    """Return the long, thin, level patches: a little slope is allowed."""
    length = max(12, round(LEAST * side))
    straight = open_level(dilate(plane, 3, 1), length) & plane
    found, labels = find_marks(straight.view(np.bool_))
    most = max(3, THICK * side)
    lines = [one for one in found if one.width >= length and one.area <= most * one.width]
    return [one for one in lines if one.height <= SLOPING * side + most], labels


def _is_chord(line: Mark, width: int) -> bool:
    from_edge = line.left <= 1 or line.right >= width - 1
    return line.width >= (FROM_EDGE if from_edge else CHORD) * width


def _joins(upright: Mark, top: Mark, bottom: Mark, near: int) -> bool:
    """Whether an upright line, in turned coordinates, leads from one level line to the other within both."""
    from_y, to_y, x = upright.left, upright.right, (upright.top + upright.bottom) / 2
    first, last = sorted((top, bottom), key=lambda one: one.top)
    return (
        abs(from_y - first.top) <= near
        and abs(to_y - last.bottom) <= near
        and max(first.left, last.left) - near <= x <= min(first.right, last.right) + near
    )


def _erase(grid: Grey, plane: Plane, lines: Plane) -> Plane:
    """Erase level lines but where a stroke goes through, from above to below, or is darker."""
    if not lines.any():
        return plane
    lines = dilate(lines, 3, 1) & plane
    rest = plane & (1 - lines)
    reach = 2 + _thickness(lines)
    typical = _ink_of(grid, lines)
    above, below = dilate_down(rest, reach), dilate_up(rest, reach)
    darker = (grid > STRONGER * typical + FAINT).view(np.uint8)
    return rest | (lines & ((above & below) | darker))


def _thickness(lines: Plane) -> int:
    """Return the usual height of level lines where there are any."""
    starts = int(np.count_nonzero(lines[1:] > lines[:-1])) + int(np.count_nonzero(lines[0]))
    return -(-int(lines.sum()) // max(1, starts))
