"""What a recogniser is to the evaluation: any function from glyphs to scores."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from handdraw_inference.engines.scores import Scores

Glyphs = NDArray[np.uint8]
"""[n, 28, 28], white ink on black, as drawings/ makes them."""

Names = NDArray[np.str_]
"""[n], of drawings, or of their writers or sets."""

Read = Callable[[Glyphs], Scores]
