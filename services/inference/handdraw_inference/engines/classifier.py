"""What an engine is to the gateway: glyphs in, predictions out."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from handdraw_contracts.classifications import ModelReference
from handdraw_contracts.health import Degradation
from handdraw_inference.engines.scores import Scores
from handdraw_inference.errors import EngineMisbehaved

Images = NDArray[np.float32]
"""[n, 28, 28], 0 black to 1 white ink."""


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """An engine's answer to one call: the scores of its glyphs, and the model that gave them."""

    scores: Scores
    model: ModelReference


class Classifier(Protocol):
    async def classify(self, images: Images) -> Predictions:
        """Score a batch of glyphs. Raises EngineFailed."""

    async def classify_many(self, images: Images) -> Predictions:
        """Score as many as a hundred glyphs and more, and hold up nobody's ``classify``. Raises EngineFailed."""

    async def check(self) -> None:
        """Raise EngineFailed if ``classify`` would."""

    def degradations(self) -> list[Degradation]:
        """Return what is wrong although ``classify`` still answers."""


def check_probabilities(probabilities: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return the probabilities clipped to 0..1. Raises EngineMisbehaved on NaN or another shape than ``shape``."""
    if probabilities.shape != shape:
        raise EngineMisbehaved(f"The engine answered the shape {probabilities.shape}, not {shape}")
    if not np.isfinite(probabilities).all():
        raise EngineMisbehaved("The engine answered probabilities that are no numbers")
    return probabilities.clip(0, 1)
