import keras
import numpy as np
import pytest

from handdraw_training.candidate import Calibration
from handdraw_training.learning.calibration import Sample, calibrate, excess, finish, fit, minimum

RNG = np.random.default_rng(1)


def sample(n: int = 4000, sharpness: float = 1.0, no_digit: float = -3.0, weight: float = 1.0) -> Sample:
    """Labels as often as the softmax of the logits says; the logits are then made ``sharpness`` times as large."""
    logits = RNG.normal(0, 2, (n, 11))
    chances = np.exp(logits[:, :10]) / np.exp(logits[:, :10]).sum(axis=1, keepdims=True)
    labels = np.array([RNG.choice(10, p=chance) for chance in chances], np.uint8)
    logits[:, 10] += no_digit
    return Sample(logits * sharpness, labels, weight)


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 3.0])
def test_the_temperature_takes_back_what_is_too_sure(sharpness: float) -> None:
    assert fit([sample(sharpness=sharpness)]).temperature == pytest.approx(sharpness, rel=0.1)


def test_one_temperature_serves_two_kinds_by_their_weights() -> None:
    sharp, true = sample(sharpness=3), sample()
    temperatures = [fit([Sample(sharp.logits, sharp.labels, weight), true]).temperature for weight in (0.01, 1, 100)]

    assert temperatures == sorted(temperatures)
    np.testing.assert_allclose([temperatures[0], temperatures[-1]], [1, 3], rtol=0.1)


def test_the_threshold_is_strict_enough_for_the_kind_that_needs_it_most() -> None:
    easy, hard = sample(no_digit=-6), sample(no_digit=1)

    threshold = fit([easy, hard]).threshold

    shares = [float((excess(one.logits) > threshold).mean()) for one in (easy, hard)]
    assert (shares[0], 0.019 < shares[1] <= 0.02) == (0, True)


def test_of_a_few_digits_none_may_be_warned_about() -> None:
    few = sample(n=20)

    assert (excess(few.logits) > fit([few]).threshold).sum() == 0


def test_the_graph_gives_calibrated_probabilities_and_warns_above_a_half() -> None:
    logits = keras.Input((11,), name="image")
    network = keras.Model(logits, keras.layers.Identity()(logits))
    some = sample(n=300, no_digit=2).logits.astype(np.float32)

    predicted = finish(network, Calibration(temperature=2.0, threshold=0.7)).predict(some, verbose=0)

    cool = np.exp(some[:, :10] / 2)
    np.testing.assert_allclose(predicted["probabilities"], cool / cool.sum(axis=1, keepdims=True), rtol=0, atol=1e-5)
    np.testing.assert_array_equal(predicted["unlike_a_digit"] > 0.5, excess(some.astype(np.float64)) > 0.7)


def test_what_was_never_taught_what_is_no_digit_is_not_calibrated() -> None:
    assert calibrate(keras.Sequential(), {}) is None


def test_the_bottom_of_a_valley_is_found() -> None:
    assert minimum(lambda x: (x - 0.3) ** 2, -1, 2) == pytest.approx(0.3, abs=1e-6)
