from dataclasses import replace

from handdraw_training.recipes import FINETUNE, RECIPES, TUTORIAL, Mixed, Plain, Recipe, Retouched


def test_the_tutorials_recipe_is_the_tutorials() -> None:
    assert (
        Recipe(
            name="tutorial",
            network="tutorial",
            data=Plain(),
            optimizer="adam",
            loss="sparse_categorical_crossentropy",
            epochs=5,
            batch_size=64,
            learning_rate=0.001,
        )
        == TUTORIAL
    )


def test_finetuning_goes_on_as_the_tutorial_does_with_fewer_eights_and_three_digits_moved() -> None:
    retouched = Retouched(eights_dropped=0.15, augmented=(0, 6, 9), rotation_degrees=5, zoom=0.05, shift=0.05)

    assert replace(TUTORIAL, name="tutorial-finetune", continues="tutorial", data=retouched) == FINETUNE


def test_what_ships_learns_from_mnist_and_from_drawn_pictures() -> None:
    assert (list(RECIPES), isinstance(RECIPES["drawn"].data, Mixed)) == (
        ["tutorial", "tutorial-finetune", "drawn"],
        True,
    )
