from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from handdraw_training.data.dataset import Digits
from handdraw_training.errors import RunDiffers
from handdraw_training.learning import lessons, runs, training
from handdraw_training.learning.material import Material
from handdraw_training.learning.runs import Run
from handdraw_training.learning.training import Trained
from handdraw_training.progress import Progress
from handdraw_training.recipes import DRAWN, TUTORIAL, Recipe

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
"""Keras's, of TensorFlow's variables under this numpy."""

RNG = np.random.default_rng(1)
DIGITS = Digits(RNG.integers(0, 255, (64, 28, 28), dtype=np.uint8), (np.arange(64) % 10).astype(np.uint8))
RECIPE = replace(TUTORIAL, epochs=2, batch_size=32)


def small() -> keras.Model:
    image = keras.Input((28, 28, 1))
    flat = keras.layers.Dropout(0.5)(keras.layers.Flatten()(image))
    return keras.Model(image, keras.layers.Dense(10, activation="softmax")(flat))


def taught(folder: Path, recipe: Recipe = RECIPE, start: keras.Model | None = None, seed: int = 1) -> Trained:
    material = Material(lessons.of_mnist(recipe, DIGITS, seed), {"test": DIGITS}, 64, "", {})
    with runs.opened(folder, {"seed": seed}, fresh=False) as run:
        return training.train(recipe, material, run, seed, start)


def weights(trained: Trained) -> list[bytes]:
    return [array.tobytes() for array in trained.model.get_weights()]


def test_a_run_measures_each_epoch_and_keeps_it(tmp_path: Path) -> None:
    trained = taught(tmp_path)

    measures = ["train_accuracy", "train_loss", "test_accuracy", "test_loss"]
    assert ([list(epoch) for epoch in trained.epochs], Run(tmp_path).epochs()) == ([measures] * 2, trained.epochs)


def test_the_same_seed_gives_the_same_network_and_another_another(tmp_path: Path) -> None:
    first, again, other = (weights(taught(tmp_path / name, seed=seed)) for name, seed in (("a", 1), ("b", 1), ("c", 2)))

    assert (first == again, first == other) == (True, False)


class Killed(Exception):
    pass


def begun() -> keras.Model:
    keras.utils.set_random_seed(1)
    return small()


def stopped(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the first epoch was kept."""

    def stop(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Progress, "milestone", stop)
        taught(folder, start=begun())


def test_a_run_that_stopped_between_epochs_goes_on_to_the_same_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dropout included: what it drops depends on the seed and the epoch."""
    whole = taught(tmp_path / "whole", start=begun())
    with pytest.raises(Killed):
        stopped(tmp_path / "stopped", monkeypatch)

    resumed = taught(tmp_path / "stopped", start=small())

    assert (resumed.epochs, weights(resumed)) == (whole.epochs, weights(whole))


def test_a_network_that_was_changed_in_the_code_meanwhile_is_refused(tmp_path: Path) -> None:
    taught(tmp_path, start=small())

    with pytest.raises(RunDiffers, match="was begun with another network"):
        taught(tmp_path, replace(RECIPE, epochs=3))


def test_a_finished_run_trains_nothing_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = weights(taught(tmp_path))
    capsys.readouterr()

    assert (weights(taught(tmp_path)), capsys.readouterr().out) == (first, "Going on after epoch 2 of 2\n")


def test_the_learning_rate_warms_up_and_falls_to_almost_nothing() -> None:
    rate = training.optimizer(replace(DRAWN, epochs=10, warmup=0.1), steps=100)._learning_rate

    rates = [float(rate(step)) for step in (0, 100, 550, 1000)]
    np.testing.assert_allclose(rates, [0.0002, 0.002, 0.001, 0.00001], rtol=0.02)


def test_no_digit_is_left_aside_when_digits_are_scored() -> None:
    image = keras.Input((28, 28, 1))
    logits = keras.layers.Dense(11, kernel_initializer="zeros", bias_initializer=keras.initializers.Constant(1.0))
    read = training.read(keras.Model(image, logits(keras.layers.Flatten()(image))), DIGITS)

    np.testing.assert_allclose(read, np.full((64, 10), 0.1), rtol=1e-5)


def test_the_loss_is_the_cross_entropy() -> None:
    probabilities = np.array([[0.5] + [0.5 / 9] * 9, [0.9] + [0.1 / 9] * 9], np.float32)

    accuracy, loss = training.scores(probabilities, np.array([0, 1], np.uint8))

    np.testing.assert_allclose([accuracy, loss], [0.5, -(np.log(0.5) + np.log(0.1 / 9)) / 2], rtol=1e-5)
