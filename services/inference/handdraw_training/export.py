"""Everything that a version's folder holds."""

from pathlib import Path

import keras
import tensorflow as tf

from handdraw_training import figure, lite, saved_model, warmup
from handdraw_training.card import ModelCard
from handdraw_training.dataset import Digits

COMPARED = 100


def export(model: keras.Model, card: ModelCard, test: Digits, folder: Path) -> None:
    """TensorFlow Serving reads the folder, leaving assets.extra to those who know what lies there."""
    try:
        saved_model.write(model, folder)
        extra = folder / "assets.extra"
        extra.mkdir()
        (extra / "digits.tflite").write_bytes(checked_twin(model, folder, test))
        without_optimizer(model).save(extra / "digits.keras")
        (extra / "model_card.json").write_text(card.to_json(), encoding="utf-8")
        figure.write(card, extra / "history.png")
        warmup.write(extra / "tf_serving_warmup_requests")
    except tf.errors.OpError as error:
        raise OSError(error.message.rpartition("; ")[2]) from error  # TensorFlow's own kind, said as everybody says it


def checked_twin(model: keras.Model, folder: Path, test: Digits) -> bytes:
    twin = lite.convert(folder)
    pixels = test.pixels()[:COMPARED]
    lite.check(model.predict(pixels, verbose=0), lite.predict(twin, pixels))
    return twin


def without_optimizer(model: keras.Model) -> keras.Model:
    """Its state is twice the size of the weights."""
    return keras.Model(model.inputs, model.outputs, name=model.name)
