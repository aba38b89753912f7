from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from handdraw_training.candidate import Candidate
from handdraw_training.data.dataset import Dataset, Digits
from handdraw_training.data.material import Material
from handdraw_training.data.plan import Plan, Recordings
from handdraw_training.errors import RunDiffers
from handdraw_training.learning import runs, training
from handdraw_training.learning.network import NETWORKS
from handdraw_training.learning.runs import Run
from handdraw_training.pen.writers import Parts
from handdraw_training.progress import Progress
from handdraw_training.recipes import DRAWN, TUTORIAL, Recipe

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
"""Keras's, of TensorFlow's variables under this numpy."""

RNG = np.random.default_rng(1)
DIGITS = Digits(RNG.integers(0, 255, (64, 28, 28), dtype=np.uint8), (np.arange(64) % 10).astype(np.uint8))
RECIPE = replace(TUTORIAL, epochs=2, batch_size=32)
SMALL = replace(RECIPE, network="small")


def small() -> keras.Model:
    image = keras.Input((28, 28, 1))
    flat = keras.layers.Dropout(0.5)(keras.layers.Flatten()(image))
    return keras.Model(image, keras.layers.Dense(10, activation="softmax")(flat))


@pytest.fixture(autouse=True)
def _small_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NETWORKS, "small", small)


def teach(folder: Path, recipe: Recipe = RECIPE, seed: int = 1) -> Candidate:
    plan = Plan(recipe, seed, Dataset("mnist.npz", "", DIGITS, DIGITS), Recordings((), Parts((), (), ())))
    with runs.open_run(folder, {"seed": seed}, fresh=False) as run:
        return training.train(plan, Material(DIGITS, 64, {"test": DIGITS}, ""), run)


def weights(trained: Candidate) -> list[bytes]:
    return [array.tobytes() for array in trained.model.get_weights()]


def test_a_run_measures_each_epoch_and_keeps_it(tmp_path: Path) -> None:
    trained = teach(tmp_path)

    measures = ["train_accuracy", "train_loss", "test_accuracy", "test_loss"]
    assert ([list(epoch) for epoch in trained.epochs], Run(tmp_path).epochs()) == ([measures] * 2, trained.epochs)


def test_the_same_seed_gives_the_same_network_and_another_another(tmp_path: Path) -> None:
    first, again, other = (weights(teach(tmp_path / name, seed=seed)) for name, seed in (("a", 1), ("b", 1), ("c", 2)))

    assert (first == again, first == other) == (True, False)


class Killed(Exception):
    pass


def teach_one_epoch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop after the first epoch was saved."""

    def stop(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Progress, "milestone", stop)
        teach(folder, SMALL)


def test_a_run_that_stopped_between_epochs_goes_on_to_the_same_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dropout included: what it drops depends on the seed and the epoch."""
    whole = teach(tmp_path / "whole", SMALL)
    with pytest.raises(Killed):
        teach_one_epoch(tmp_path / "stopped", monkeypatch)

    resumed = teach(tmp_path / "stopped", SMALL)

    assert (resumed.epochs, weights(resumed)) == (whole.epochs, weights(whole))


def test_a_network_that_was_changed_in_the_code_meanwhile_is_refused(tmp_path: Path) -> None:
    teach(tmp_path, SMALL)

    with pytest.raises(RunDiffers, match="was begun with another network"):
        teach(tmp_path, replace(RECIPE, epochs=3))


def test_a_finished_run_trains_nothing_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = weights(teach(tmp_path))
    capsys.readouterr()

    assert (weights(teach(tmp_path)), capsys.readouterr().out) == (first, "Going on after epoch 2 of 2\n")


def test_the_learning_rate_warms_up_and_falls_to_almost_nothing() -> None:
    rate = training.make_optimizer(replace(DRAWN, epochs=10, warmup=0.1), steps=100)._learning_rate

    rates = [float(rate(step)) for step in (0, 100, 550, 1000)]
    np.testing.assert_allclose(rates, [0.0002, 0.002, 0.001, 0.00001], rtol=0.02)


def test_no_digit_is_left_aside_when_digits_are_scored() -> None:
    image = keras.Input((28, 28, 1))
    logits = keras.layers.Dense(11, kernel_initializer="zeros", bias_initializer=keras.initializers.Constant(1.0))
    read = training.predict_digits(keras.Model(image, logits(keras.layers.Flatten()(image))), DIGITS)

    np.testing.assert_allclose(read, np.full((64, 10), 0.1), rtol=1e-5)
