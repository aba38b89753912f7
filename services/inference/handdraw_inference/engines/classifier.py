"""What an engine is to the gateway: glyphs in, scores out."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from handdraw_contracts.classifications import ModelReference
from handdraw_contracts.health import Degradation
from handdraw_inference.errors import EngineMisbehaved

PROBABILITIES, UNLIKE = "probabilities", "unlike_a_digit"
"""the network's outputs, by the names of its signature"""

Images = NDArray[np.float32]
"""[n, 28, 28], 0 black to 1 white ink."""


@dataclass(frozen=True, slots=True)
class Scores:
    """``probabilities``: float32 [n, 10], a row a glyph. ``unlike``: float32 [n], above a half where it is no digit.

    A version that does not say so has no ``unlike``.
    """

    probabilities: NDArray[np.float32]
    model: ModelReference
    unlike: NDArray[np.float32] | None = None


class Classifier(Protocol):
    async def classify(self, images: Images) -> Scores:
        """Raises EngineFailed."""

    async def check(self) -> None:
        """Raises EngineFailed where ``classify`` would."""

    def degraded(self) -> list[Degradation]:
        """What is not as it should be, although ``classify`` answers."""


def checked(probabilities: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The same, clipped to 0..1. Raises EngineMisbehaved: a network must not pass on NaN, nor another shape."""
    if probabilities.shape != shape:
        raise EngineMisbehaved(f"The engine answered the shape {probabilities.shape}, not {shape}")
    if not np.isfinite(probabilities).all():
        raise EngineMisbehaved("The engine answered probabilities that are no numbers")
    return probabilities.clip(0, 1)
