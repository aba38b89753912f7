"""The networks that recipes name: [n, 28, 28, 1] pixels in 0..1 -> [n, 10] probabilities, or [n, 11] logits."""

from collections.abc import Callable, Mapping

import keras
import numpy as np
from keras import layers
from numpy.typing import NDArray

from handdraw_inference.engines.model_versions import INPUT, PROBABILITIES, UNLIKE, ModelVersion
from handdraw_inference.engines.scores import Scores
from handdraw_training.data.dataset import pixels
from handdraw_training.errors import NothingToContinue

DIGITS = 10
CLASSES = DIGITS + 1  # the last is "no digit"
BATCH = 1000  # glyphs that are read at once while nothing is learned


def tutorial_network() -> keras.Model:
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
            layers.Dense(DIGITS, activation="softmax"),
        ]
    )


def drawn_network() -> keras.Model:
    """Ends in the logits of ten digits and of "no digit"; calibration.py turns them into what is exported."""
    image = keras.Input((28, 28, 1), name=INPUT)
    x = _convolution(image, 16)
    x = layers.MaxPooling2D(2)(x)
    x = _residual(x)
    x = _convolution(x, 64, stride=2)
    x = _residual(x)
    x = _convolution(x, 128, stride=2)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    return keras.Model(image, layers.Dense(CLASSES, name="logits")(x), name="drawn")


def _residual(x: keras.KerasTensor) -> keras.KerasTensor:
    around = _convolution(x, x.shape[-1])
    around = _normalised(around, x.shape[-1])
    return layers.ReLU()(layers.Add()([x, around]))


def _convolution(x: keras.KerasTensor, filters: int, stride: int = 1) -> keras.KerasTensor:
    return layers.ReLU()(_normalised(x, filters, stride))


def _normalised(x: keras.KerasTensor, filters: int, stride: int = 1) -> keras.KerasTensor:
    x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


NETWORKS: dict[str, Callable[[], keras.Model]] = {"tutorial": tutorial_network, "drawn": drawn_network}


def load_network(version: ModelVersion) -> keras.Model:
    """Load the network that goes on learning. Raises NothingToContinue."""
    try:
        return keras.models.load_model(version.keras_file)
    except (OSError, ValueError) as error:
        raise NothingToContinue(f"{version.folder} holds no network that can be gone on from: {error}") from error


def reader(model: keras.Model) -> Callable[[NDArray[np.uint8]], Scores]:
    """Return how the finished network reads glyphs, [n, 28, 28]."""

    def read(glyphs: NDArray[np.uint8]) -> Scores:
        return name_outputs(model.predict(pixels(glyphs), batch_size=BATCH, verbose=0))

    return read


def name_outputs(outputs: Mapping[str, NDArray[np.float32]] | NDArray[np.float32]) -> Scores:
    """Tell a finished network's outputs apart by their names; its only one has none."""
    if isinstance(outputs, Mapping):
        return Scores(outputs[PROBABILITIES], outputs.get(UNLIKE))
    return Scores(outputs)


def in_words(model: keras.Model) -> tuple[str, ...]:
    """Describe each layer, for people."""
    return tuple(_layer_in_words(layer) for layer in model.layers if not isinstance(layer, layers.InputLayer))


PLAIN = {
    layers.BatchNormalization: "batch normalisation",
    layers.GlobalAveragePooling2D: "mean of each filter",
    layers.Add: "sum with what went into the block",
}


def _layer_in_words(layer: keras.Layer) -> str:
    match layer:
        case layers.Conv2D():
            height, width = layer.kernel_size
            stride = f" in steps of {layer.strides[0]}" if layer.strides[0] > 1 else ""
            activation = "" if layer.activation.__name__ == "linear" else f", {layer.activation.__name__}"
            return f"convolution, {layer.filters} filters of {height}x{width}{stride}{activation}"
        case layers.MaxPooling2D():
            height, width = layer.pool_size
            return f"maximum of each {height}x{width}"
        case layers.Dense():
            return f"dense, {layer.units} units, {layer.activation.__name__}"
        case layers.Dropout():
            return f"dropout of {layer.rate:.0%}"
        case _:
            return PLAIN.get(type(layer), str(type(layer).__name__).lower())
