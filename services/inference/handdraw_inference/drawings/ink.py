"""What is said of a drawing beside its glyph: facts of the ink, in the drawing's own pixels, and warnings."""

import numpy as np
from numpy.typing import NDArray

from handdraw_contracts.events import Ink
from handdraw_contracts.wire import WarningCode

Box = tuple[int, int, int, int]
"""left, top, right, bottom, as Pillow has them"""
Fine = NDArray[np.float32]
"""[h, w], 0 paper to 1 ink, on a grid that is FINER than the glyph's"""

FAINT_CONTRAST = 96
GAP = 3  # fine places without ink between marks that stand apart


def measured(fine: Fine, peak: np.float32, box: Box, canvas: tuple[int, int]) -> Ink:
    """Facts in the drawing's own pixels. The stroke is twice the ink's area over the length of its outline."""
    width, height = box[2] - box[0], box[3] - box[1]
    rows, columns = fine.shape
    across, down = width / columns, height / rows
    padded = np.zeros((rows + 2, columns + 2), np.float32)
    padded[1:-1, 1:-1] = fine
    area = float(fine.sum()) * across * down
    edges = np.hypot((padded[:-1, 1:] - padded[:-1, :-1]) * down, (padded[1:, :-1] - padded[:-1, :-1]) * across)
    outline = float(edges.sum() / peak)  # a stroke thinner than a place is pale, and its edges too
    offset = np.hypot((box[0] + box[2] - canvas[0]) / 2, (box[1] + box[3] - canvas[1]) / 2)
    return Ink(
        width_px=width,
        height_px=height,
        share=min(1.0, round(area / (canvas[0] * canvas[1]), 5)),
        stroke_px=round(2 * area / outline, 2),
        offset_px=round(float(offset), 2),
    )


def warnings(marks: NDArray[np.bool_], box: Box, canvas: tuple[int, int], contrast: int) -> tuple[WarningCode, ...]:
    found: list[WarningCode] = []
    if contrast < FAINT_CONTRAST:
        found.append("faint_ink")
    if box[0] == 0 or box[1] == 0 or box[2] == canvas[0] or box[3] == canvas[1]:
        found.append("touches_edge")
    if apart(marks) or apart(marks.T):
        found.append("several_marks")
    return tuple(found)


def apart(marks: NDArray[np.bool_]) -> bool:
    """Whether a way across without ink parts it into two marks, each more than half as long as the way.

    So stand two digits beside each other; not the bar over a 5, the dot in a 0, or the flag of a 1.
    """
    inked = np.flatnonzero(marks.any(axis=0))
    if inked[-1] - inked[0] == len(inked) - 1:
        return False
    for at in np.flatnonzero(np.diff(inked) > GAP):
        parts = marks[:, : inked[at] + 1], marks[:, inked[at + 1] :]
        if all(np.ptp(np.flatnonzero(part.any(axis=1))) + 1 > len(marks) / 2 for part in parts):
            return True
    return False
