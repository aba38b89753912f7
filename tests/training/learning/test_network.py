from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.errors import NothingToContinue
from handdraw_training.learning.network import NETWORKS, drawn_network, in_words, load_network, tutorial_network
from handdraw_training.recipes import RECIPES


def test_the_tutorials_network_has_the_tutorials_layers() -> None:
    assert in_words(tutorial_network()) == (
        "convolution, 32 filters of 3x3, relu",
        "maximum of each 2x2",
        "convolution, 64 filters of 3x3, relu",
        "maximum of each 2x2",
        "convolution, 64 filters of 3x3, relu",
        "flatten",
        "dense, 64 units, relu",
        "dense, 10 units, softmax",
    )


def test_the_tutorials_network_turns_an_image_into_ten_probabilities_with_the_tutorials_parameters() -> None:
    network = tutorial_network()

    assert (network.input_shape, network.output_shape, network.count_params()) == (
        (None, 28, 28, 1),
        (None, 10),
        93_322,
    )


def test_the_network_that_ships_tells_ten_digits_from_what_is_none_and_is_small() -> None:
    network = drawn_network()

    assert (network.input_shape, network.output_shape, network.count_params() < 500_000) == (
        (None, 28, 28, 1),
        (None, 11),
        True,
    )


def test_the_network_that_ships_ends_in_logits() -> None:
    *_, dropout, last = in_words(drawn_network())

    assert (dropout, last) == ("dropout of 20%", "dense, 11 units, linear")


def test_every_recipe_names_a_network() -> None:
    assert {recipe.network for recipe in RECIPES.values()} <= NETWORKS.keys()


def test_the_tutorials_committed_network_can_be_gone_on_from(tutorial: ModelVersion) -> None:
    assert load_network(tutorial).output_shape == (None, 10)


def test_a_version_without_a_network_is_named(tmp_path: Path) -> None:
    with pytest.raises(NothingToContinue, match="1 holds no network that can be gone on from"):
        load_network(ModelVersion("digits", 1, tmp_path / "1"))
