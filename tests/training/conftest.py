import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from handdraw_inference.engines.model_versions import MODEL, ModelVersion
from handdraw_training.data.dataset import Dataset, read
from handdraw_training.inventory import newest_made_by
from handdraw_training.pen.digits import handprinted_digit
from handdraw_training.recipes import TUTORIAL

NUMBERS = {"pictures": 500, "validation_pictures": 500, "drawn_per_epoch": 160, "mnist_per_epoch": 96}
SMALL = ["--epochs", "3", "--float-twin", *(f"--set={name}={number}" for name, number in NUMBERS.items())]
"""numbers with which the recipe that ships takes seconds, and learns nothing: it is too unsure to be quantised"""


@pytest.fixture(scope="session")
def mnist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stripes in Keras's layout: a digit is how far down its stripe lies."""
    random = np.random.default_rng(1)
    labels = random.integers(0, 10, 460, dtype=np.uint8)
    images = random.integers(0, 40, (460, 28, 28), dtype=np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[2 * label + 4 : 2 * label + 7, 6:22] = 255
    path = tmp_path_factory.mktemp("data") / "stripes.npz"
    np.savez(path, x_train=images[:300], y_train=labels[:300], x_test=images[300:], y_test=labels[300:])
    return path


@pytest.fixture(scope="session")
def strokes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Digits by ten writers, who all write as they were taught."""
    random = np.random.default_rng(1)
    path = tmp_path_factory.mktemp("data") / "strokes.jsonl"
    with path.open("w") as file:
        for number in range(120):
            label, lines = handprinted_digit(random)
            drawn = {"id": f"d{number}", "label": label, "writer": f"school:{number % 10}"}
            file.write(json.dumps(drawn | {"strokes": [line.tolist() for line in lines]}) + "\n")
    return path


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def said(models: Path, mnist: Path) -> str:
    """What the command line said while the tutorial's recipe made version 1 in `models`."""
    options = ["--recipe", "tutorial", "--mnist", str(mnist), "--models-dir", str(models), "--epochs", "1"]
    command = [sys.executable, "-m", "handdraw_training", *options, "--run-dir", str(models / "run")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.replace(str(models), "MODELS")


@pytest.fixture(scope="session")
def made(models: Path, said: str) -> Path:
    """Version 1, as the command line made it."""
    assert said
    return models / "digits" / "1"


@pytest.fixture(scope="session")
def tutorial(models_dir: Path) -> ModelVersion:
    """The repository's version that the tutorial's recipe made."""
    found = newest_made_by(TUTORIAL.name, models_dir / MODEL)
    assert found
    return found


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory, models_dir: Path, tutorial: ModelVersion) -> Path:
    """A models folder in which the tutorial's network is all there is, as version 1."""
    folder = tmp_path_factory.mktemp("shipped")
    shutil.copytree(tutorial.folder, folder / "digits" / "1")
    config = (models_dir / "models.config").read_text()
    loaded = re.sub(r"( *versions:) \d+\n(?: *versions: \d+\n)*", r"\1 1\n", config)
    (folder / "models.config").write_text(re.sub(r"value: \d+", "value: 1", loaded))
    return folder


@pytest.fixture(scope="session")
def small(mnist: Path, strokes: Path) -> list[str]:
    """The arguments with which the recipe that ships takes seconds."""
    command = [sys.executable, "-m", "handdraw_training", "--recipe", "drawn", *SMALL]
    return [*command, "--mnist", str(mnist), "--strokes", str(strokes)]


@pytest.fixture(scope="session")
def drawn_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="session")
def drawn_said(small: list[str], shipped: Path, drawn_run: Path) -> subprocess.CompletedProcess[str]:
    """What the command line said while the recipe that ships, much abridged, made version 2, to be promoted."""
    command = [*small, "--models-dir", str(shipped), "--run-dir", str(drawn_run), "--promote"]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.fixture(scope="session")
def drawn(shipped: Path, drawn_said: subprocess.CompletedProcess[str]) -> Path:
    """Version 2, made by the recipe that ships, much abridged."""
    assert drawn_said.stdout, drawn_said.stderr
    return shipped / "digits" / "2"


@pytest.fixture(scope="session")
def real_mnist() -> Dataset:
    path = os.environ.get("HANDDRAW_MNIST")
    if not path:
        pytest.skip("HANDDRAW_MNIST names no mnist.npz")
    return read(Path(path))
