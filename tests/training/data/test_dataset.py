from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from handdraw_training.data.dataset import Digits, read
from handdraw_training.errors import DatasetUnusable

Arrays = dict[str, NDArray[np.generic]]


def two_of_each() -> Arrays:
    images, labels = np.zeros((2, 28, 28), np.uint8), np.array([0, 9], np.uint8)
    return {"x_train": images, "y_train": labels, "x_test": images, "y_test": labels}


def saved(folder: Path, arrays: Arrays) -> Path:
    path = folder / "mnist.npz"
    np.savez(path, allow_pickle=True, **arrays)
    return path


def complaint(path: Path) -> str:
    with pytest.raises(DatasetUnusable) as caught:
        read(path)
    return str(caught.value).replace(str(path), "FILE")


def test_a_file_in_keras_s_layout_is_read_and_fingerprinted(tmp_path: Path) -> None:
    dataset = read(saved(tmp_path, two_of_each()))

    assert (dataset.source, dataset.sha256) == (
        "mnist.npz",
        "784b9774cfd53b3445af8ed331aa8fa8155aa19982b5543a867cac3f97de4466",
    )
    assert (dataset.train.images.shape, dataset.test.labels.tolist()) == ((2, 28, 28), [0, 9])


def test_pixels_are_white_ink_on_black_from_0_to_1(tmp_path: Path) -> None:
    path = saved(tmp_path, two_of_each() | {"x_test": np.full((2, 28, 28), 255, np.uint8)})

    np.testing.assert_array_equal(read(path).test.pixels(), np.ones((2, 28, 28, 1), np.float32), strict=True)


DIGITS = Digits(np.arange(3 * 784, dtype=np.uint16).astype(np.uint8).reshape(3, 28, 28), np.array([0, 1, 2], np.uint8))


def test_some_digits_are_taken_and_joined_with_others() -> None:
    last_first = DIGITS.take(np.array([2])).join(DIGITS.take(np.array([0, 1])))

    assert last_first.labels.tolist() == [2, 0, 1]
    np.testing.assert_array_equal(last_first.images, DIGITS.images[[2, 0, 1]])


def test_digits_score_what_was_read_of_them_the_loss_as_the_cross_entropy() -> None:
    probabilities = np.array([[0.5] + [0.5 / 9] * 9, [0.9] + [0.1 / 9] * 9], np.float32)

    accuracy, loss = DIGITS.take(np.array([0, 1])).score(probabilities)

    np.testing.assert_allclose([accuracy, loss], [0.5, -(np.log(0.5) + np.log(0.1 / 9)) / 2], rtol=1e-5)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert complaint(tmp_path / "none.npz") == "FILE cannot be read as MNIST: No such file or directory"


def test_a_folder_is_no_dataset(tmp_path: Path) -> None:
    assert complaint(tmp_path) == "FILE cannot be read as MNIST: Is a directory"


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mnist.npz"
    path.write_bytes(b"<html>404</html>")

    assert complaint(path) == "FILE cannot be read as MNIST: it is no whole .npz archive"


def test_a_download_that_broke_off_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, two_of_each())
    path.write_bytes(path.read_bytes()[:-100])

    assert complaint(path) == "FILE cannot be read as MNIST: it is no whole .npz archive"


def test_a_flipped_byte_is_noticed(tmp_path: Path) -> None:
    path = saved(tmp_path, two_of_each())
    damaged = bytearray(path.read_bytes())
    damaged[500] ^= 0xFF
    path.write_bytes(damaged)

    assert complaint(path) == "FILE cannot be read as MNIST: Bad CRC-32 for file 'x_train.npy'"


FOREIGN: dict[str, tuple[Arrays, str]] = {
    "other keys": (
        {"images": np.zeros(3), "x_test": np.zeros(3)},
        "FILE is not MNIST in Keras's layout: it has no x_train, y_train, y_test",
    ),
    "another size": (
        two_of_each() | {"x_train": np.zeros((2, 32, 32), np.uint8)},
        "FILE, train: images are uint8 [2, 32, 32] and not uint8 [n, 28, 28]",
    ),
    "another type": (
        two_of_each() | {"x_test": np.zeros((2, 28, 28), np.float64)},
        "FILE, test: images are float64 [2, 28, 28] and not uint8 [n, 28, 28]",
    ),
    "no image": (
        two_of_each() | {"x_train": np.zeros((0, 28, 28), np.uint8)},
        "FILE, train: images are uint8 [0, 28, 28] and not uint8 [n, 28, 28]",
    ),
    "a label too few": (
        two_of_each() | {"y_train": np.zeros(1, np.uint8)},
        "FILE, train: labels are uint8 [1] and not uint8 [2]",
    ),
    "labels of another type": (
        two_of_each() | {"y_train": np.zeros(2, np.int64)},
        "FILE, train: labels are int64 [2] and not uint8 [2]",
    ),
    "a label out of range": (
        two_of_each() | {"y_test": np.array([3, 10], np.uint8)},
        "FILE, test: a label is 10 and not 0..9",
    ),
    "python objects": (
        two_of_each() | {"y_test": np.array([None, None])},
        "FILE cannot be read as MNIST: Object arrays cannot be loaded when allow_pickle=False",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_archive_is_refused_with_what_is_wrong(name: str, tmp_path: Path) -> None:
    arrays, expected = FOREIGN[name]

    assert complaint(saved(tmp_path, arrays)) == expected
