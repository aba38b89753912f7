import json
from pathlib import Path

from handdraw_inference.drawings.normalisation import NORMALISATION
from handdraw_training.data.dataset import read
from handdraw_training.options import SEED

MEASURED = {
    "created": str, "evaluation": dict, "metrics": dict, "twin": dict, "history": dict, "versions": dict,
    "architecture": list,
}  # fmt: skip


def test_the_card_says_what_made_the_version(made: Path, mnist: Path) -> None:
    card = json.loads((made / "assets.extra" / "model_card.json").read_text())
    measured = {key: type(card.pop(key)) for key in MEASURED}

    assert (measured, card) == (
        MEASURED,
        {
            "name": "digits",
            "version": "1",
            "recipe": "tutorial",
            "normalisation": NORMALISATION,
            "data": {
                "name": "MNIST",
                "source": "stripes.npz",
                "sha256": read(mnist).sha256,
                "train": 300,
                "test": 160,
            },
            "drawn": None,
            "continues": None,
            "parameters": 93_322,
            "input": {
                "name": "image",
                "shape": [28, 28, 1],
                "dtype": "float32",
                "range": [0.0, 1.0],
                "meaning": "grey levels of a 28x28 glyph",
                "polarity": "white ink on black",
            },
            "output": {
                "name": "probabilities",
                "shape": [10],
                "dtype": "float32",
                "range": [0.0, 1.0],
                "meaning": "of the digits 0 to 9, in this order",
            },
            "unlike": None,
            "calibration": None,
            "epochs": 1,
            "batch_size": 64,
            "optimizer": "adam",
            "loss": "sparse_categorical_crossentropy",
            "seed": SEED,
            "settings": {"learning_rate": 0.001, "weight_decay": 0.0, "warmup": 0.0},
            "validation": "MNIST's test set, measured after each epoch and never trained on",
        },
    )


def test_the_card_measures_each_epoch_and_ends_with_the_last(made: Path) -> None:
    card = json.loads((made / "assets.extra" / "model_card.json").read_text())

    assert {"test_accuracy": card["history"]["test_accuracy"][-1], "test_loss": card["history"]["test_loss"][-1]} == (
        card["metrics"]
    )


def test_the_card_names_no_place_on_this_machine(made: Path, mnist: Path) -> None:
    assert str(mnist.parent) not in (made / "assets.extra" / "model_card.json").read_text()
