"""The network as TensorFlow Serving reads it."""

from pathlib import Path

import keras

from handdraw_inference.engines.model_versions import INPUT, PROBABILITIES, UNLIKE


def write(model: keras.Model, folder: Path) -> None:
    """Keras names a signature's tensors after the keys of a functional model, so the network is given keys."""
    named = keras.Model({INPUT: model.inputs[0]}, dict(zip((PROBABILITIES, UNLIKE), model.outputs, strict=False)))
    named.export(folder, verbose=False)
