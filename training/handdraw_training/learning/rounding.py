"""Rounds what a network has learned to the 8 bits in which LiteRT will keep it, so that every engine runs the same."""

import keras
import numpy as np
from keras import layers

STEPS = 127  # on either side of 0
FEWEST = 1024  # weights of a layer: of smaller ones the converter leaves the floats


def round_weights(model: keras.Model) -> None:
    """Round the weights of convolutions and dense layers, each filter's by a scale of its own, as quantisation will.

    Batch normalisation scales whole filters, and changes nothing of that. What is calibrated, measured and exported
    after this differs between engines by the activations' 8 bits alone.
    """
    for layer in model.layers:
        if isinstance(layer, layers.Conv2D | layers.Dense) and layer.kernel.shape.num_elements() >= FEWEST:
            weights = layer.kernel.numpy()
            largest = np.abs(weights).max(axis=tuple(range(weights.ndim - 1)))
            step = np.where(largest > 0, largest, 1) / np.float32(STEPS)
            layer.kernel.assign(np.round(weights / step) * step)
