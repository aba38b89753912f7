"""Takes the light out of an unevenly lit picture: shadows, gradients, a page on a desk."""

import numpy as np

from handdraw_inference.drawings.grids import Grey, dilate, erode, smoothen, subtract

WINDOW = 8  # of the picture's shorter side: ink narrower than one part is ink, what is wider is paper
DARK = 32  # of 255: below it, differences are compared with this


def level_light(grey: Grey) -> Grey:
    """Return the ink: how far each place is from the paper around it, as a share of the paper's light.

    The paper is what is left where ink narrower than a window is closed (or, of light ink, opened), which keeps the
    edges of what is wider: shadows, desks.
    """
    smooth = smoothen(grey)
    window = max(5, min(grey.shape) // WINDOW) | 1  # odd: an even one would shift the picture
    highest, lowest = dilate(smooth, window, window), erode(smooth, window, window)
    if _is_dark_ink(smooth, lowest, highest):
        paper = erode(highest, window, window)
        ink = subtract(paper, smooth) * (np.float32(255) / np.maximum(paper, 1))
    else:
        ink = subtract(smooth, dilate(lowest, window, window)).astype(np.float32)
    ink -= np.float32(np.median(ink[::4, ::4]))
    return ink.clip(0, 255).astype(np.uint8)


def _is_dark_ink(grey: Grey, lowest: Grey, highest: Grey) -> bool:
    """Whether, near strokes, most is as light as it gets there: that is the paper, since strokes are thin."""
    reach = subtract(highest, lowest) / np.maximum(highest, DARK).astype(np.float32)
    near = reach > reach.max() / 2
    low, middle, high = (int(plane[near].sum(dtype=np.int64)) for plane in (lowest, grey, highest))
    return 2 * middle >= low + high
