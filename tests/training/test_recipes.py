from handdraw_training.recipes import RECIPES, Recipe


def test_the_tutorials_recipe_is_the_only_one() -> None:
    tutorial = Recipe(
        name="tutorial",
        network="tutorial",
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        epochs=5,
        batch_size=64,
    )

    assert RECIPES == {"tutorial": tutorial}  # noqa: SIM300
