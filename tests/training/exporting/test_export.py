from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow_serving.apis.prediction_log_pb2 import PredictionLog

from handdraw_training.data.dataset import read
from handdraw_training.exporting import lite

TOLERANCE = 1e-5
QUANTISED = 0.03


@pytest.fixture(scope="module")
def signature(made: Path) -> Any:
    return tf.saved_model.load(str(made)).signatures["serving_default"]


@pytest.fixture(scope="module")
def pixels(mnist: Path) -> NDArray[np.float32]:
    return read(mnist).test.pixels()


def test_a_version_holds_what_its_readers_look_for_and_nothing_is_left_beside_it(made: Path) -> None:
    files = sorted(path.relative_to(made.parent).as_posix() for path in made.parent.rglob("*") if path.is_file())

    assert files == [
        "1/assets.extra/MODEL_CARD.md",
        "1/assets.extra/confusion.png",
        "1/assets.extra/digits.keras",
        "1/assets.extra/digits.tflite",
        "1/assets.extra/errors.png",
        "1/assets.extra/evaluation.json",
        "1/assets.extra/history.json",
        "1/assets.extra/history.png",
        "1/assets.extra/model_card.json",
        "1/assets.extra/no_digit.png",
        "1/assets.extra/reliability.png",
        "1/assets.extra/run.json",
        "1/assets.extra/tf_serving_warmup_requests",
        "1/fingerprint.pb",
        "1/saved_model.pb",
        "1/variables/variables.data-00000-of-00001",
        "1/variables/variables.index",
    ]


def test_the_signature_has_the_names_shapes_and_types_that_callers_use(signature: Any) -> None:
    assert (signature.structured_input_signature, signature.structured_outputs) == (
        ((), {"image": tf.TensorSpec((None, 28, 28, 1), tf.float32, name="image")}),
        {"probabilities": tf.TensorSpec((None, 10), tf.float32, name="probabilities")},
    )


def test_the_three_forms_of_the_network_agree(made: Path, signature: Any, pixels: NDArray[np.float32]) -> None:
    served = signature(image=tf.constant(pixels))["probabilities"].numpy()
    extra = made / "assets.extra"
    embedded = lite.run((extra / "digits.tflite").read_bytes(), pixels, len(pixels)).probabilities
    reloaded = keras.models.load_model(extra / "digits.keras").predict(pixels, verbose=0)

    np.testing.assert_allclose(reloaded, served, rtol=0, atol=TOLERANCE)
    np.testing.assert_allclose(embedded, served, rtol=0, atol=QUANTISED)


def test_probabilities_add_up_to_one(signature: Any, pixels: NDArray[np.float32]) -> None:
    sums = signature(image=tf.constant(pixels))["probabilities"].numpy().sum(axis=1)

    np.testing.assert_allclose(sums, np.ones(len(pixels)), rtol=0, atol=TOLERANCE)


def test_the_warm_up_asks_singly_and_in_batches(made: Path) -> None:
    path = made / "assets.extra" / "tf_serving_warmup_requests"
    logs = [PredictionLog.FromString(record.numpy()) for record in tf.data.TFRecordDataset(str(path))]
    requests = [log.predict_log.request for log in logs]

    assert [
        (request.model_spec.name, request.model_spec.signature_name, tf.make_ndarray(request.inputs["image"]).shape)
        for request in requests
    ] == [("digits", "serving_default", (size, 28, 28, 1)) for size in (1, 32, 1, 32)]


def test_the_keras_form_carries_no_optimizer(made: Path) -> None:
    assert not keras.models.load_model(made / "assets.extra" / "digits.keras").compiled


def test_a_network_that_was_not_taught_what_is_no_digit_has_no_second_output(made: Path) -> None:
    twin = (made / "assets.extra" / "digits.tflite").read_bytes()

    assert lite.run(twin, np.zeros((1, 28, 28, 1), np.float32), 1).unlike is None
