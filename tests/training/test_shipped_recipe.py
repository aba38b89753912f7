"""The recipe that ships, much abridged, from end to end: what a version holds, and that its forms agree."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from handdraw_inference.engines.model_versions import stable_version
from handdraw_training.agreement import named
from handdraw_training.data.dataset import read
from handdraw_training.exporting import lite

from ..children import child

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
"""Keras's, of TensorFlow's variables under this numpy."""

TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def signature(drawn: Path) -> Any:
    return tf.saved_model.load(str(drawn)).signatures["serving_default"]


@pytest.fixture(scope="module")
def pixels(mnist: Path) -> NDArray[np.float32]:
    return read(mnist).test.pixels()[:100]


@pytest.fixture(scope="module")
def card(drawn: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((drawn / "assets.extra" / "model_card.json").read_text())
    return said


def test_a_version_holds_what_its_readers_look_for_and_nothing_is_left_beside_it(drawn: Path, shipped: Path) -> None:
    extra = sorted(path.name for path in (drawn / "assets.extra").iterdir())

    assert (sorted(path.name for path in (shipped / "digits").iterdir()), extra) == (
        ["1", "2"],
        [
            "MODEL_CARD.md",
            "conditions.png",
            "confusion.png",
            "digits.keras",
            "digits.tflite",
            "errors.png",
            "evaluation.json",
            "history.json",
            "history.png",
            "model_card.json",
            "no_digit.png",
            "reference.json",
            "reliability.png",
            "run.json",
            "tf_serving_warmup_requests",
            "writers.png",
        ],
    )


def test_the_signature_has_two_outputs(signature: Any) -> None:
    assert (signature.structured_input_signature, signature.structured_outputs) == (
        ((), {"image": tf.TensorSpec((None, 28, 28, 1), tf.float32, name="image")}),
        {
            "probabilities": tf.TensorSpec((None, 10), tf.float32, name="probabilities"),
            "unlike_a_digit": tf.TensorSpec((None,), tf.float32, name="unlike_a_digit"),
        },
    )


@pytest.mark.parametrize("size", [1, 32, 100])
def test_the_three_forms_of_the_network_agree_on_both_outputs(
    size: int, drawn: Path, signature: Any, pixels: NDArray[np.float32]
) -> None:
    extra = drawn / "assets.extra"
    batches = [pixels[start : start + size] for start in range(0, len(pixels), size)]
    served = [signature(image=tf.constant(batch)) for batch in batches]
    embedded = named(lite.run((extra / "digits.tflite").read_bytes(), pixels, size))
    network = keras.models.load_model(extra / "digits.keras")
    reloaded = network.predict(pixels, verbose=0)

    for name in ("probabilities", "unlike_a_digit"):
        expected = np.concatenate([one[name].numpy() for one in served])
        np.testing.assert_allclose(embedded[name], expected, rtol=0, atol=TOLERANCE)
        np.testing.assert_allclose(reloaded[name], expected, rtol=0, atol=TOLERANCE)


def test_both_outputs_are_probabilities(signature: Any, pixels: NDArray[np.float32]) -> None:
    said = signature(image=tf.constant(pixels))
    unlike = said["unlike_a_digit"].numpy()

    np.testing.assert_allclose(said["probabilities"].numpy().sum(axis=1), 1, rtol=0, atol=TOLERANCE)
    assert ((unlike >= 0) & (unlike <= 1)).all()


def test_the_card_says_what_it_learned_from(card: dict[str, Any], strokes: Path) -> None:
    drawn = card["drawn"]

    assert {
        "of MNIST": card["data"]["train"],
        "recordings": [(file["source"], file["drawings"]) for file in drawn["strokes"]],
        "writers": drawn["writers"],
        "pictures": sum(drawn["train"].values()),
        "for validation": sum(drawn["validation"].values()),
    } == {
        "of MNIST": 270,
        "recordings": [(strokes.name, 120)],
        "writers": {"train": 7, "validation": 1, "test": 2},
        "pictures": 500,
        "for validation": 500,
    }
    assert "pen digits" in drawn["train"]
    assert (set(drawn["right"]), max(drawn["right"].values()) <= 1) == (
        {kind for kind, count in drawn["validation"].items() if count},
        True,
    )


def test_at_most_a_fiftieth_of_each_kind_of_the_validations_digits_is_warned_about(card: dict[str, Any]) -> None:
    warned = card["calibration"]["warned"]

    assert max(warned[kind] for kind in ("mnist", "mnist_normalised", "drawn")) <= 0.02


def test_the_card_holds_what_the_evaluation_found(card: dict[str, Any], drawn: Path) -> None:
    found = json.loads((drawn / "assets.extra" / "evaluation.json").read_text())
    said = card["evaluation"]

    assert (said["headline"], said["stable"]["version"]) == (found["headline"], 1)
    assert {name: said[name]["accuracy"] for name in ("mnist", "drawn")} == {
        "mnist": found["mnist"]["accuracy"],
        "drawn": round(found["drawn"]["accuracy"], 6),
    }


def test_every_epoch_is_measured_on_the_validation_too(card: dict[str, Any]) -> None:
    assert {name: len(values) for name, values in card["history"].items()} == {
        f"{part}_{measure}": 3 for part in ("train", "validation", "test") for measure in ("accuracy", "loss")
    }


def test_every_figure_that_the_readable_card_shows_lies_beside_it(drawn: Path) -> None:
    text = (drawn / "assets.extra" / "MODEL_CARD.md").read_text()
    shown = re.findall(r"\]\((\S+\.png)\)", text)

    assert (len(shown) > 4, [name for name in shown if not (drawn / "assets.extra" / name).is_file()]) == (True, [])


def test_the_readable_card_says_whose_digits_taught_it_as_the_one_that_ships_does(
    drawn: Path, models_dir: Path
) -> None:
    cards = [folder / "assets.extra" / "MODEL_CARD.md" for folder in (drawn, stable_version(models_dir).folder)]
    owners = ("Y. LeCun and C. Cortes (CC BY-SA 3.0)", "E. Alpaydin and F. Alimoglu (CC BY 4.0)")

    assert [owner in card.read_text() for card in cards for owner in owners] == [True] * 4


def test_the_reference_describes_the_validations_drawn_digits(drawn: Path, card: dict[str, Any]) -> None:
    reference = json.loads((drawn / "assets.extra" / "reference.json").read_text())

    assert list(reference) == ["n", "confidence", "digits", "warnings", "width", "height", "stroke", "share"]
    assert list(reference["warnings"]) == ["faint_ink", "touches_edge", "several_marks", "unlike_a_digit"]
    assert list(reference["width"]["quantiles"]) == ["0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99"]
    assert reference["n"] < sum(card["drawn"]["validation"].values())
    assert round(sum(reference["digits"].values()), 4) == 1


def test_a_version_that_reads_worse_is_written_and_does_not_become_stable(
    drawn_said: subprocess.CompletedProcess[str], drawn: Path, shipped: Path
) -> None:
    config = shipped / "models.config"

    assert (drawn_said.returncode, drawn_said.stdout.splitlines()[-3:-2], drawn_said.stdout.splitlines()[-1]) == (
        3,
        ["It is WORSE than the stable one"],
        f"{config} is unchanged: --force makes stable what is worse",
    )
    assert (drawn.is_dir(), "versions: 2" in config.read_text()) == (True, False)


def test_a_run_that_is_killed_goes_on_and_comes_to_the_same_end(
    small: list[str], drawn: Path, drawn_run: Path, tmp_path: Path
) -> None:
    command = [*small, "--models-dir", str(tmp_path / "models"), "--run-dir", str(tmp_path / "run")]
    with child(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as killed:
        assert killed.stdout
        next(line for line in killed.stdout if line.startswith(b"epoch 1/3"))
        killed.kill()

    resumed = subprocess.run(command, check=True, capture_output=True, text=True)

    epochs = [line.split("  ")[0] for line in resumed.stdout.splitlines() if line.startswith("epoch")]
    again = tmp_path / "models" / "digits" / "1"
    assert (epochs, (tmp_path / "run" / "history.json").read_text(), weights(again)) == (
        ["epoch 2/3", "epoch 3/3"],
        (drawn_run / "history.json").read_text(),
        weights(drawn),
    )


def weights(version: Path) -> list[bytes]:
    network = keras.models.load_model(version / "assets.extra" / "digits.keras")
    return [array.tobytes() for array in network.get_weights()]


def test_a_finished_run_keeps_what_it_would_go_on_from(drawn: Path, drawn_run: Path) -> None:
    assert (drawn.is_dir(), sorted(path.name for path in drawn_run.iterdir())) == (
        True,
        ["checkpoint-3.keras", "corpus.npz", "history.json", "mnist.npz", "run.json", "validation.npz"],
    )
