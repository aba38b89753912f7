"""A network in a version's folder: for TensorFlow Serving, for LiteRT, and for training to go on from."""

from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from tensorflow_serving.apis.model_pb2 import ModelSpec
from tensorflow_serving.apis.predict_pb2 import PredictRequest
from tensorflow_serving.apis.prediction_log_pb2 import PredictionLog, PredictLog

from handdraw_inference.engines.model_versions import INPUT, MODEL, PROBABILITIES, SIGNATURE, UNLIKE, ModelVersion
from handdraw_training.agreement import Agreement
from handdraw_training.candidate import Candidate
from handdraw_training.evaluation.reading import Glyphs
from handdraw_training.exporting import lite

WARMUP_BATCHES = (1, 32, 1, 32)


def export(
    candidate: Candidate, version: ModelVersion, mnist: Glyphs, drawn: Glyphs, *, float_twin: bool
) -> Agreement | None:
    """Write the network's three forms, which must agree on these glyphs. Raises TwinDisagrees, OSError.

    ``float_twin``: leave LiteRT's as it is before it is quantised; nothing is returned of it then.
    """
    try:
        write_saved_model(candidate.model, version.folder)
        version.extra.mkdir()
        write_warmup(version.extra / "tf_serving_warmup_requests")
        candidate.model.save(version.keras_file)
        twin, agreement = lite.convert(version.folder, candidate.read, mnist), None
        if not float_twin:
            twin, agreement = lite.quantise(version.folder, candidate.read, mnist, drawn)
        version.lite_file.write_bytes(twin)
    except tf.errors.OpError as error:
        raise OSError(error.message.rpartition("; ")[2]) from error  # TensorFlow's own kind, said as everybody says it
    return agreement


def write_saved_model(model: keras.Model, folder: Path) -> None:
    """Keras names a signature's tensors after the keys of a functional model, so the network is given keys."""
    named = keras.Model({INPUT: model.inputs[0]}, dict(zip((PROBABILITIES, UNLIKE), model.outputs, strict=False)))
    named.export(folder, verbose=False)


def write_warmup(file: Path) -> None:
    """Write requests that TensorFlow Serving answers to itself before it calls the version available."""
    with tf.io.TFRecordWriter(str(file)) as records:
        for size in WARMUP_BATCHES:
            records.write(blank_request(size).SerializeToString())


def blank_request(size: int) -> PredictionLog:
    request = PredictRequest(model_spec=ModelSpec(name=MODEL, signature_name=SIGNATURE))
    request.inputs[INPUT].CopyFrom(tf.make_tensor_proto(np.zeros((size, 28, 28, 1), np.float32)))
    return PredictionLog(predict_log=PredictLog(request=request))
