"""What a network says of one glyph, and of a batch of them: the same values in the gateway and in training."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

NO_DIGIT_ABOVE = 0.5  # of ``unlike``: where the network itself puts the border between a digit and what is none


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """``probabilities``: float32 [10]. ``unlike``: how unlike a digit, 0..1; 0 if the network does not say."""

    probabilities: NDArray[np.float32]
    unlike: float = 0.0

    @property
    def sureness(self) -> float:
        """How probable it is that this is a digit, and the likeliest one. Of two readings the surer is kept."""
        return float(self.probabilities.max()) * (1 - self.unlike)


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """``probabilities``: float32 [n, 10]. ``unlike``: float32 [n], None if the network does not say."""

    probabilities: NDArray[np.float32]
    unlike: NDArray[np.float32] | None = None

    @property
    def sureness(self) -> NDArray[np.float32]:
        """Return each glyph's, [n], as Score has it."""
        highest: NDArray[np.float32] = self.probabilities.max(axis=1)
        return highest if self.unlike is None else highest * (1 - self.unlike)

    def __len__(self) -> int:
        return len(self.probabilities)

    def __iter__(self) -> Iterator[Score]:
        """Yield each glyph's score; its row is a view."""
        return map(Score, self.probabilities, repeat(0.0) if self.unlike is None else self.unlike.tolist())
