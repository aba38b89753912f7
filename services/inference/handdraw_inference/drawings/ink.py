"""Facts about a drawing's ink, in the drawing's own pixels, and warnings about it."""

from math import hypot

import numpy as np
from numpy.typing import NDArray

from handdraw_contracts.events import Ink
from handdraw_contracts.wire import WarningCode

Box = tuple[int, int, int, int]
"""left, top, right, bottom, as Pillow has them"""
Fine = NDArray[np.float32]
"""[h, w], 0 paper to 1 ink, on a grid FINER times as fine as the glyph's"""

INK_SHARE = 0.25  # of the contrast: what counts as ink
FAINT_CONTRAST = 96
GAP = 3  # empty places of the fine grid between marks that are separate


def measure(fine: Fine, peak: np.float32, box: Box, canvas: tuple[int, int], scale: float = 1) -> Ink:
    """Measure the ink in the drawing's own pixels. The stroke is twice the ink's area over its outline's length.

    ``scale``: how many of them a unit of ``box`` and ``canvas`` has.
    """
    width, height = box[2] - box[0], box[3] - box[1]
    rows, columns = fine.shape
    across, down = width / columns, height / rows
    padded = np.zeros((rows + 2, columns + 2), np.float32)
    padded[1:-1, 1:-1] = fine
    area = float(fine.sum()) * across * down
    edges = np.hypot((padded[:-1, 1:] - padded[:-1, :-1]) * down, (padded[1:, :-1] - padded[:-1, :-1]) * across)
    outline = float(edges.sum() / peak)  # a stroke thinner than a place is pale, and so are its edges
    return describe(area, outline, box, canvas, scale)


def describe(area: float, outline: float, box: Box, canvas: tuple[int, int], scale: float = 1) -> Ink:
    """``area``: of the ink; ``outline``: its length; in the units of ``box`` and ``canvas``."""
    offset = hypot((box[0] + box[2] - canvas[0]) / 2, (box[1] + box[3] - canvas[1]) / 2)
    return Ink(
        width_px=round((box[2] - box[0]) * scale),
        height_px=round((box[3] - box[1]) * scale),
        share=min(1.0, round(area / (canvas[0] * canvas[1]), 5)),
        stroke_px=round(2 * area / outline * scale, 2),
        offset_px=round(offset * scale, 2),
    )


def warnings(marks: NDArray[np.bool_], box: Box, canvas: tuple[int, int], contrast: int) -> tuple[WarningCode, ...]:
    """Return what may have gone wrong while drawing. ``marks``: [h, w] of the crop; ``canvas``: width, height."""
    found: list[WarningCode] = []
    if contrast < FAINT_CONTRAST:
        found.append("faint_ink")
    if box[0] == 0 or box[1] == 0 or box[2] == canvas[0] or box[3] == canvas[1]:
        found.append("touches_edge")
    if is_parted(marks) or is_parted(marks.T):
        found.append("several_marks")
    return tuple(found)


def is_parted(marks: NDArray[np.bool_]) -> bool:
    """Whether a vertical gap without ink separates two marks, each more than half as high as the crop.

    Two digits side by side are parted; the bar over a 5, the dot in a 0 and the flag of a 1 are not.
    """
    inked = np.flatnonzero(marks.any(axis=0))
    if inked[-1] - inked[0] == len(inked) - 1:
        return False
    for at in np.flatnonzero(np.diff(inked) > GAP):
        parts = marks[:, : inked[at] + 1], marks[:, inked[at + 1] :]
        if all(np.ptp(np.flatnonzero(part.any(axis=1))) + 1 > len(marks) / 2 for part in parts):
            return True
    return False
