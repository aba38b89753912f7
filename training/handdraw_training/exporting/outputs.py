"""What an exported network says, by the names of its outputs."""

from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from handdraw_training.data.dataset import pixels
from handdraw_training.learning.network import BATCH
from handdraw_training.signature import OUTPUT, UNLIKE


@dataclass(frozen=True, eq=False)
class Answers:
    """``unlike`` is None where the network does not say whether it saw a digit at all."""

    probabilities: NDArray[np.float32]  # [n, 10]
    unlike: NDArray[np.float32] | None  # [n]

    def warned(self) -> float:
        return float((self.unlike > 0.5).mean()) if self.unlike is not None else 0.0


def of(model: keras.Model, images: NDArray[np.uint8]) -> Answers:
    """``images``: [n, 28, 28]."""
    said = model.predict(pixels(images), batch_size=BATCH, verbose=0)
    return Answers(said[OUTPUT], said.get(UNLIKE)) if isinstance(said, dict) else Answers(said, None)
