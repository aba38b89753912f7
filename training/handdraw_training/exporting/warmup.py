"""Requests that TensorFlow Serving answers to itself before it calls a version available."""

from pathlib import Path

import numpy as np
import tensorflow as tf
from tensorflow_serving.apis.model_pb2 import ModelSpec
from tensorflow_serving.apis.predict_pb2 import PredictRequest
from tensorflow_serving.apis.prediction_log_pb2 import PredictionLog, PredictLog

from handdraw_inference.engines.model_versions import INPUT, MODEL, SIGNATURE

BATCH_SIZES = (1, 32, 1, 32)


def write(path: Path) -> None:
    with tf.io.TFRecordWriter(str(path)) as records:
        for size in BATCH_SIZES:
            records.write(blank_request(size).SerializeToString())


def blank_request(size: int) -> PredictionLog:
    request = PredictRequest(model_spec=ModelSpec(name=MODEL, signature_name=SIGNATURE))
    request.inputs[INPUT].CopyFrom(tf.make_tensor_proto(np.zeros((size, 28, 28, 1), np.float32)))
    return PredictionLog(predict_log=PredictLog(request=request))
