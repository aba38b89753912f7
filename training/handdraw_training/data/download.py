"""MNIST as Keras downloads it, kept in Keras's cache."""

import keras

from handdraw_training.data.dataset import Dataset, checked
from handdraw_training.errors import DatasetUnusable

SOURCE = "keras.datasets.mnist"


def download() -> Dataset:
    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a bare Exception when the network is away
        raise DatasetUnusable(f"{SOURCE} cannot be downloaded, name a file with --mnist: {error}") from error
    arrays = {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}
    return checked(arrays, name=SOURCE, source=SOURCE)
