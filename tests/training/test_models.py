"""What is committed under services/inference/models."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from google.protobuf import text_format
from tensorflow_serving.config.model_server_config_pb2 import ModelServerConfig

from handdraw_inference.drawings.decoding import open_drawing
from handdraw_inference.drawings.normalisation import normalise
from handdraw_training.agreement import named
from handdraw_training.data.dataset import Dataset, pixels
from handdraw_training.exporting import lite

MODELS = Path(__file__).parents[2] / "services" / "inference" / "models"
VERSIONS = sorted(path for path in (MODELS / "digits").iterdir() if path.name.isdecimal())


@pytest.fixture(params=VERSIONS, ids=[path.name for path in VERSIONS])
def version(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.param
    return folder


@pytest.fixture
def signature(version: Path) -> Any:
    return tf.saved_model.load(str(version)).signatures["serving_default"]


def card(version: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((version / "assets.extra" / "model_card.json").read_text())
    return said


def test_models_config_loads_versions_that_exist_and_calls_one_of_them_stable() -> None:
    config = text_format.Parse((MODELS / "models.config").read_text(), ModelServerConfig())

    (digits,) = config.model_config_list.config
    loaded = list(digits.model_version_policy.specific.versions)
    assert (
        (digits.name, digits.base_path, digits.model_platform),
        digits.version_labels["stable"] in loaded,
        [(MODELS / "digits" / str(number) / "saved_model.pb").is_file() for number in loaded],
    ) == (("digits", "/models/digits", "tensorflow"), True, [True] * len(loaded))


def test_the_cards_accuracy_is_what_mnists_test_set_measures(
    version: Path, signature: Any, real_mnist: Dataset
) -> None:
    batches = np.split(real_mnist.test.pixels(), 20)
    read = np.concatenate([signature(image=tf.constant(batch))["probabilities"].numpy() for batch in batches])
    accuracy = float(np.mean(read.argmax(axis=1) == real_mnist.test.labels))

    assert accuracy == card(version)["metrics"]["test_accuracy"]


def test_the_card_names_the_data_it_was_trained_on(version: Path, real_mnist: Dataset) -> None:
    data = card(version)["data"]

    assert 50_000 < data.pop("train") <= 60_000
    assert data == {"name": "MNIST", "source": "mnist.npz", "sha256": real_mnist.sha256, "test": 10_000}


def test_the_embedded_twin_answers_as_the_served_network(
    version: Path, signature: Any, sample: Callable[[int], bytes]
) -> None:
    drawings = np.stack([normalise(open_drawing(sample(digit))).pixels for digit in range(10)])
    served = {name: answer.numpy() for name, answer in signature(image=tf.constant(pixels(drawings))).items()}
    embedded = named(lite.run((version / "assets.extra" / "digits.tflite").read_bytes(), pixels(drawings), 1))

    tolerance = 0.03 if card(version).get("twin") else 1e-5
    assert embedded.keys() == served.keys()
    for name, expected in served.items():
        np.testing.assert_allclose(embedded[name], expected, rtol=0, atol=tolerance)


def test_a_version_is_a_few_mebibytes(version: Path) -> None:
    assert sum(path.stat().st_size for path in version.rglob("*") if path.is_file()) < 6 * 2**20
