"""Everything that a version's folder holds."""

from pathlib import Path

import keras
import tensorflow as tf

from handdraw_training.data.dataset import Digits
from handdraw_training.exporting import lite, saved_model, warmup
from handdraw_training.exporting.outputs import scores
from handdraw_training.publishing.card import ModelCard

COMPARED = 100
BATCH = 32


def export(model: keras.Model, card: ModelCard, test: Digits, folder: Path) -> None:
    """TensorFlow Serving reads the folder, leaving assets.extra to those who know what lies there."""
    try:
        saved_model.write(model, folder)
        extra = folder / "assets.extra"
        extra.mkdir()
        (extra / "digits.tflite").write_bytes(checked_twin(model, folder, test))
        model.save(extra / "digits.keras")
        (extra / "model_card.json").write_text(card.to_json(), encoding="utf-8")
        warmup.write(extra / "tf_serving_warmup_requests")
    except tf.errors.OpError as error:
        raise OSError(error.message.rpartition("; ")[2]) from error  # TensorFlow's own kind, said as everybody says it


def checked_twin(model: keras.Model, folder: Path, test: Digits) -> bytes:
    """Compared singly, in a batch as the gateway sends them, and all at once."""
    twin = lite.convert(folder)
    pixels = test.pixels()[:COMPARED]
    expected = scores(model.predict(pixels, verbose=0))
    for size in (1, BATCH, len(pixels)):
        lite.check(expected, lite.run(twin, pixels, size))
    return twin


def servable(model: keras.Model) -> keras.Model:
    """Without an optimizer, whose state is twice the size of the weights."""
    return keras.Model(model.inputs, model.outputs, name=model.name)
