"""MNIST as arrays, from a file in Keras's layout, checked before anything is trained on them."""

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
from numpy.typing import NDArray

from handdraw_training.errors import DatasetUnusable

KEYS = ("x_train", "y_train", "x_test", "y_test")
UNREADABLE = (OSError, ValueError, EOFError, MemoryError, RuntimeError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, eq=False)
class Digits:
    images: NDArray[np.uint8]  # [n, 28, 28], white ink on black
    labels: NDArray[np.uint8]  # [n], 0..9

    def pixels(self) -> NDArray[np.float32]:
        return pixels(self.images)

    def take(self, places: NDArray[np.intp]) -> Self:
        return type(self)(self.images[places], self.labels[places])

    def join(self, other: Self) -> Self:
        """Return these digits, and then the others."""
        return type(self)(np.concatenate([self.images, other.images]), np.concatenate([self.labels, other.labels]))

    def score(self, probabilities: NDArray[np.float32]) -> tuple[float, float]:
        """Return the accuracy and the loss, which is the cross-entropy. ``probabilities``: [n, 10]."""
        of_label = probabilities[np.arange(len(self.labels)), self.labels]
        accuracy = np.mean(probabilities.argmax(axis=1) == self.labels)
        return float(accuracy), float(-np.log(np.maximum(of_label, 1e-7)).mean())


def pixels(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Turn [n, 28, 28] into [n, 28, 28, 1] in 0..1, which is what the network reads."""
    return images[..., np.newaxis].astype(np.float32) / np.float32(255)


@dataclass(frozen=True, eq=False)
class Dataset:
    source: str
    sha256: str  # of the bytes of x_train, y_train, x_test and y_test, in this order
    train: Digits
    test: Digits


def read(path: Path) -> Dataset:
    """Raises DatasetUnusable, naming the file."""
    try:
        with path.open("rb") as file:
            arrays = unpack(file)
    except UNREADABLE as error:
        raise DatasetUnusable(f"{path} cannot be read as MNIST: {_reason(error)}") from error
    return check(arrays, name=str(path), source=path.name)


def unpack(file: BinaryIO) -> dict[str, NDArray[np.uint8]]:
    """Return the arrays of an .npz archive. Raises one of UNREADABLE."""
    if not zipfile.is_zipfile(file):
        raise zipfile.BadZipFile("it is no whole .npz archive")
    file.seek(0)
    with np.load(file, allow_pickle=False) as archive:
        return {key: np.asarray(archive[key]) for key in KEYS if key in archive}


def _reason(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) else str(error)
    return (text or type(error).__name__).splitlines()[0]


def check(arrays: Mapping[str, NDArray[np.uint8]], name: str, source: str) -> Dataset:
    """``name`` is for the person who reads the error, ``source`` for the model card. Raises DatasetUnusable."""
    missing = [key for key in KEYS if key not in arrays]
    if missing:
        raise DatasetUnusable(f"{name} is not MNIST in Keras's layout: it has no {', '.join(missing)}")
    train = _digits(arrays["x_train"], arrays["y_train"], f"{name}, train")
    test = _digits(arrays["x_test"], arrays["y_test"], f"{name}, test")
    sha256 = hashlib.sha256(b"".join(arrays[key].tobytes() for key in KEYS)).hexdigest()
    return Dataset(source, sha256, train, test)


def _digits(images: NDArray[np.uint8], labels: NDArray[np.uint8], name: str) -> Digits:
    if images.dtype != np.uint8 or images.shape[1:] != (28, 28) or len(images) == 0:
        raise DatasetUnusable(f"{name}: images are {_shape(images)} and not uint8 [n, 28, 28]")
    if labels.dtype != np.uint8 or labels.shape != images.shape[:1]:
        raise DatasetUnusable(f"{name}: labels are {_shape(labels)} and not uint8 [{len(images)}]")
    if labels.max() > 9:
        raise DatasetUnusable(f"{name}: a label is {labels.max()} and not 0..9")
    return Digits(images, labels)


def _shape(array: NDArray[np.uint8]) -> str:
    return f"{array.dtype} {list(array.shape)}"
