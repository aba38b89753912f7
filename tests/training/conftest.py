import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from handdraw_training.dataset import Dataset, read


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
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def said(models: Path, mnist: Path) -> str:
    """What the command line said while it made version 1 in `models`."""
    options = ["--mnist", str(mnist), "--models-dir", str(models), "--epochs", "1"]
    command = [sys.executable, "-m", "handdraw_training", *options]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout.replace(str(models), "MODELS")


@pytest.fixture(scope="session")
def made(models: Path, said: str) -> Path:
    """Version 1, as the command line made it."""
    assert said
    return models / "digits" / "1"


@pytest.fixture(scope="session")
def real_mnist() -> Dataset:
    path = os.environ.get("HANDDRAW_MNIST")
    if not path:
        pytest.skip("HANDDRAW_MNIST names no mnist.npz")
    return read(Path(path))
