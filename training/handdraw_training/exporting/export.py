"""A network in a version's folder: for TensorFlow Serving, for LiteRT, and for training to go on from."""

from pathlib import Path

import keras
import tensorflow as tf

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.candidate import Candidate
from handdraw_training.data.dataset import Digits
from handdraw_training.exporting import lite, saved_model, warmup
from handdraw_training.exporting.outputs import scores

COMPARED = 100
BATCH = 32


def export(candidate: Candidate, version: ModelVersion) -> None:
    """Write the network's three forms, which must agree. Raises TwinDisagrees, OSError."""
    try:
        saved_model.write(candidate.model, version.folder)
        version.extra.mkdir()
        version.lite_file.write_bytes(convert_twin(candidate.model, version.folder, candidate.plan.mnist.test))
        candidate.model.save(version.keras_file)
        warmup.write(version.extra / "tf_serving_warmup_requests")
    except tf.errors.OpError as error:
        raise OSError(error.message.rpartition("; ")[2]) from error  # TensorFlow's own kind, said as everybody says it


def convert_twin(model: keras.Model, folder: Path, test: Digits) -> bytes:
    """Convert the network for LiteRT and compare them: singly, in a batch as the gateway sends it, and all at once."""
    twin = lite.convert(folder)
    pixels = test.pixels()[:COMPARED]
    expected = scores(model.predict(pixels, verbose=0))
    for size in (1, BATCH, len(pixels)):
        lite.check(expected, lite.run(twin, pixels, size))
    return twin
