"""What each place of a glyph is worth to an answer: patch after patch of it is covered by paper and scored again.

After Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks" (2014).
"""

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from handdraw_inference.drawings.glyphs import SIDE
from handdraw_inference.engines.classifier import Images

PATCH = 4
STEP = 2
PATCHES = (SIDE - PATCH) // STEP + 1  # in a row, and in a column
PAPER = 0
EDGE = 1  # places outside the centres of the outermost patches

Patches = NDArray[np.bool_]
"""[13, 13]: which of the patches hold ink. Patch (r, c) covers rows 2r to 2r+3, and columns 2c to 2c+3."""


def cover(glyph: NDArray[np.uint8]) -> tuple[Images, Patches]:
    """Cover each patch of [28, 28] that holds ink. Without ink it is paper already, and nothing changes.

    Return the covered glyphs, row by row of the patches, and which of these they are.
    """
    image = glyph.astype(np.float32) / np.float32(255)
    inked = sliding_window_view(image, (PATCH, PATCH))[::STEP, ::STEP].max(axis=(2, 3)) > PAPER
    corners = np.argwhere(inked) * STEP
    covered = np.repeat(image[np.newaxis], len(corners), axis=0)
    for one, (top, left) in zip(covered, corners, strict=True):
        one[top : top + PATCH, left : left + PATCH] = PAPER
    return covered, inked


def spread(drops: NDArray[np.float32], inked: Patches) -> NDArray[np.float32]:
    """Spread the drops, [n] as ``cover`` has the patches, over [28, 28].

    A patch's drop lies at its centre, and between the centres what is linearly between; outside them the nearest.
    What rose counts as 0.
    """
    centres = np.zeros((PATCHES, PATCHES), np.float32)
    centres[inked] = drops.clip(0, 1)
    side = SIDE - 2 * EDGE
    return np.pad(cv2.resize(centres, (side, side), interpolation=cv2.INTER_LINEAR), EDGE, mode="edge")
