import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from handdraw_training.learning.network import drawn_network
from handdraw_training.learning.rounding import round_weights


@pytest.fixture
def network() -> keras.Model:
    keras.utils.set_random_seed(1)
    return drawn_network()


def kernels(network: keras.Model) -> list[NDArray[np.float32]]:
    return [layer.kernel.numpy() for layer in network.layers if hasattr(layer, "kernel")]


def test_each_filters_weights_are_whole_steps_of_a_127th_of_its_largest(network: keras.Model) -> None:
    before = kernels(network)

    round_weights(network)

    for old, new in zip(before[1:], kernels(network)[1:], strict=True):
        step = np.abs(old).max(axis=tuple(range(old.ndim - 1))) / 127
        np.testing.assert_allclose(new / step, np.round(old / step), rtol=0, atol=1e-4)


def test_small_layers_keep_their_floats_and_what_is_rounded_stays_as_it_is(network: keras.Model) -> None:
    (first, *_) = kernels(network)
    round_weights(network)
    once = kernels(network)

    round_weights(network)

    np.testing.assert_array_equal(once[0], first)
    for old, new in zip(once, kernels(network), strict=True):
        np.testing.assert_allclose(new, old, rtol=1e-6)


def test_a_filter_of_zeros_stays_one(network: keras.Model) -> None:
    layer = network.get_layer("logits")
    layer.kernel.assign(np.zeros((128, 11), np.float32))

    round_weights(network)

    np.testing.assert_array_equal(layer.kernel.numpy(), 0)
