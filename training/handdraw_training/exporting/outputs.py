"""What an exported network says, by the names of its outputs."""

from collections.abc import Mapping

import keras
import numpy as np
from numpy.typing import NDArray

from handdraw_inference.engines.model_versions import PROBABILITIES, UNLIKE
from handdraw_inference.engines.scores import Scores
from handdraw_training.data.dataset import pixels
from handdraw_training.evaluation.reading import Glyphs, Read
from handdraw_training.learning.network import BATCH

Outputs = Mapping[str, NDArray[np.float32]]


def scores(outputs: Outputs | NDArray[np.float32]) -> Scores:
    """From a network's outputs by name, or from its only one."""
    if isinstance(outputs, Mapping):
        return Scores(outputs[PROBABILITIES], outputs.get(UNLIKE))
    return Scores(outputs)


def reader(model: keras.Model) -> Read:
    """Return how the network reads glyphs, for an evaluation."""

    def read(glyphs: Glyphs) -> Scores:
        return scores(model.predict(pixels(glyphs), batch_size=BATCH, verbose=0))

    return read
