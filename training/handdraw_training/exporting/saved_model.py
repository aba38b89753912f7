"""The network as TensorFlow Serving reads it."""

from pathlib import Path

import keras

from handdraw_training.signature import INPUT, OUTPUT, UNLIKE


def write(model: keras.Model, folder: Path) -> None:
    """Keras names a signature's tensors after the keys of a functional model, so the network is given keys."""
    named = keras.Model({INPUT: model.inputs[0]}, dict(zip((OUTPUT, UNLIKE), model.outputs, strict=False)))
    named.export(folder, verbose=False)
