"""What an exported network says, by the names of its outputs."""

from collections.abc import Mapping

import keras
import numpy as np
from numpy.typing import NDArray

from handdraw_inference.engines.scores import NO_DIGIT_ABOVE, Scores
from handdraw_training.data.dataset import pixels
from handdraw_training.learning.network import BATCH
from handdraw_training.signature import OUTPUT, UNLIKE

Outputs = Mapping[str, NDArray[np.float32]]


def of(model: keras.Model, images: NDArray[np.uint8]) -> Scores:
    """Score glyphs, uint8 [n, 28, 28]."""
    return scores(model.predict(pixels(images), batch_size=BATCH, verbose=0))


def scores(outputs: Outputs | NDArray[np.float32]) -> Scores:
    """From a network's outputs by name, or from its only one."""
    if isinstance(outputs, Mapping):
        return Scores(outputs[OUTPUT], outputs.get(UNLIKE))
    return Scores(outputs)


def share_unlike(scores: Scores) -> float:
    """Return the share of glyphs that the gateway would call unlike a digit."""
    return float((scores.unlike > NO_DIGIT_ABOVE).mean()) if scores.unlike is not None else 0.0
