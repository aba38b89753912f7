"""What a recogniser is to the evaluation: any function from glyphs to readings."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Glyphs = NDArray[np.uint8]
"""[n, 28, 28], white ink on black, as drawings/ makes them"""

UNLIKE = 0.5  # above it the gateway warns that the drawing is no digit


@dataclass(frozen=True, eq=False)
class Reading:
    """``unlike`` is None where the network does not say whether a glyph is a digit at all."""

    probabilities: NDArray[np.float32]  # [n, 10], each row adds up to 1
    unlike: NDArray[np.float32] | None = None  # [n], 0..1


Read = Callable[[Glyphs], Reading]
