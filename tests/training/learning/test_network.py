from handdraw_training.learning.network import NETWORKS, drawn, in_words, tutorial
from handdraw_training.recipes import RECIPES


def test_the_tutorials_network_has_the_tutorials_layers() -> None:
    assert in_words(tutorial()) == (
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
    network = tutorial()

    assert (network.input_shape, network.output_shape, network.count_params()) == (
        (None, 28, 28, 1),
        (None, 10),
        93_322,
    )


def test_the_network_that_ships_tells_ten_digits_from_what_is_none_and_is_small() -> None:
    network = drawn()

    assert (network.input_shape, network.output_shape, network.count_params() < 500_000) == (
        (None, 28, 28, 1),
        (None, 11),
        True,
    )


def test_the_network_that_ships_ends_in_logits() -> None:
    *_, dropout, last = in_words(drawn())

    assert (dropout, last) == ("dropout of 20%", "dense, 11 units, linear")


def test_every_recipe_names_a_network() -> None:
    assert {recipe.network for recipe in RECIPES.values()} <= NETWORKS.keys()
