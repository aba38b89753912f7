"""The networks that recipes name: [n, 28, 28, 1] pixels in 0..1 -> [n, 10] probabilities."""

from collections.abc import Callable

import keras
from keras import layers

from handdraw_training.signature import INPUT


def tutorial() -> keras.Model:
    return keras.Sequential(
        [
            keras.Input((28, 28, 1), name=INPUT),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


NETWORKS: dict[str, Callable[[], keras.Model]] = {"tutorial": tutorial}


def in_words(model: keras.Model) -> tuple[str, ...]:
    return tuple(layer_in_words(layer) for layer in model.layers)


def layer_in_words(layer: keras.Layer) -> str:
    match layer:
        case layers.Conv2D():
            height, width = layer.kernel_size
            return f"convolution, {layer.filters} filters of {height}x{width}, {layer.activation.__name__}"
        case layers.MaxPooling2D():
            height, width = layer.pool_size
            return f"maximum of each {height}x{width}"
        case layers.Dense():
            return f"dense, {layer.units} units, {layer.activation.__name__}"
        case _:
            return str(type(layer).__name__).lower()
