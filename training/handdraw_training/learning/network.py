"""The networks that recipes name: [n, 28, 28, 1] pixels in 0..1 -> [n, 10] probabilities, or [n, 11] logits."""

from collections.abc import Callable

import keras
from keras import layers

from handdraw_training.signature import INPUT

DIGITS = 10
CLASSES = DIGITS + 1  # the last is "no digit"
BATCH = 1000  # glyphs that are read at once, where nothing is learned


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
            layers.Dense(DIGITS, activation="softmax"),
        ]
    )


def drawn() -> keras.Model:
    """Its logits are ten digits' and that of "no digit"; calibration.py makes of them what is exported."""
    image = keras.Input((28, 28, 1), name=INPUT)
    x = convolution(image, 16)
    x = layers.MaxPooling2D(2)(x)
    x = residual(x)
    x = convolution(x, 64, stride=2)
    x = residual(x)
    x = convolution(x, 128, stride=2)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    return keras.Model(image, layers.Dense(CLASSES, name="logits")(x), name="drawn")


def residual(x: keras.KerasTensor) -> keras.KerasTensor:
    around = convolution(x, x.shape[-1])
    around = normalised(around, x.shape[-1])
    return layers.ReLU()(layers.Add()([x, around]))


def convolution(x: keras.KerasTensor, filters: int, stride: int = 1) -> keras.KerasTensor:
    return layers.ReLU()(normalised(x, filters, stride))


def normalised(x: keras.KerasTensor, filters: int, stride: int = 1) -> keras.KerasTensor:
    x = layers.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)


NETWORKS: dict[str, Callable[[], keras.Model]] = {"tutorial": tutorial, "drawn": drawn}


def in_words(model: keras.Model) -> tuple[str, ...]:
    return tuple(layer_in_words(layer) for layer in model.layers if not isinstance(layer, layers.InputLayer))


PLAIN = {
    layers.BatchNormalization: "batch normalisation",
    layers.GlobalAveragePooling2D: "mean of each filter",
    layers.Add: "sum with what went into the block",
}


def layer_in_words(layer: keras.Layer) -> str:
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
