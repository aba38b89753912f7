"""Looks at a drawing from afar: whether it is one digit and nothing else."""

from dataclasses import dataclass
from math import isqrt

from handdraw_inference.drawings.grids import Grey, shrink
from handdraw_inference.drawings.ink import INK_SHARE, Box
from handdraw_inference.drawings.marks import Labels, Mark, bounding_box, find_marks, is_frame

SIDE = 93  # px, about: the overview's side, in which specks do not show
SEEN_SHARE = 0.12  # of the contrast: what is darker is seen when looking for anything but the digit
FAINT = 12  # of 255: what is paler is grain
MANY = 8  # marks: more are not one digit's
NEAR = 0.1  # of the largest mark's longer side: marks no further apart are parts of one drawing
NEAREST = 2  # places, at least
LARGE, FILLED = 0.06, 0.55  # a mark whose box has this share of the canvas, and is this full, may be a sheet


@dataclass(frozen=True, slots=True)
class Overview:
    """``grid``: the ink, [h, w], each place the mean of ``factor`` times ``factor`` of the canvas."""

    grid: Grey
    factor: int

    @property
    def box(self) -> Box | None:
        """Where the ink is that is darker than a quarter of the contrast, in places of the grid."""
        return find_box(self.grid)

    def is_plain(self) -> bool:
        """Whether there is one mark, or several that belong together, and no frame, line or sheet."""
        found, labels = find_marks(self.grid > max(FAINT, int(self.grid.max() * SEEN_SHARE)))
        if not 0 < len(found) <= MANY or any(_is_more_than_ink(mark, labels) for mark in found):
            return False
        main = max(found, key=lambda mark: (mark.shorter, mark.area))
        near = max(NEAREST, NEAR * main.longer)
        return len(found) == 1 or all(
            mark is main or (mark.longer <= main.longer and main.gap(mark) <= near and not mark.edges(labels.shape))
            for mark in found
        )


def look_at(ink: Grey) -> Overview:
    factor = max(1, isqrt(ink.size) // SIDE)
    return Overview(ink if factor == 1 else _reduce(ink, factor), factor)


def find_box(ink: Grey) -> Box | None:
    """Return the box of what counts as ink, or None where there is none."""
    return bounding_box(ink > int(ink.max() * INK_SHARE))


def _reduce(plane: Grey, factor: int) -> Grey:
    """Return the means of whole squares of ``factor`` times ``factor`` places."""
    height, width = (max(1, side // factor) for side in plane.shape)
    return shrink(plane[: height * factor, : width * factor], height, width)


def _is_more_than_ink(mark: Mark, labels: Labels) -> bool:
    """Whether it is a line or a bar from edge to edge, a sheet, or a frame."""
    rows, columns = labels.shape
    if mark.width == columns or mark.height == rows:
        return True
    box = mark.width * mark.height
    return (box > LARGE * rows * columns and mark.area > FILLED * box) or is_frame(mark, labels)
