"""What a recogniser is to the evaluation: any function from glyphs to scores."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from handdraw_inference.engines.scores import NO_DIGIT_ABOVE, Scores

Glyphs = NDArray[np.uint8]
"""[n, 28, 28], white ink on black, as drawings/ makes them."""

Names = NDArray[np.str_]
"""[n], of drawings, or of their writers or sets."""

Read = Callable[[Glyphs], Scores]


class Recogniser(Protocol):
    """``name`` heads tables and figures."""

    @property
    def name(self) -> str: ...

    @property
    def read(self) -> Read: ...


def find_unlike(scores: Scores) -> NDArray[np.bool_]:
    """Return which glyphs look like no digit, [n]; none where the network does not say."""
    if scores.unlike is None:
        return np.zeros(len(scores.probabilities), bool)
    unlike: NDArray[np.bool_] = scores.unlike > NO_DIGIT_ABOVE
    return unlike
