from dataclasses import replace

from handdraw_training.recipes import DRAWN, FINETUNE, FORMS, RECIPES, TUTORIAL, Mixed, Plain, Recipe, Retouched


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


def test_forms_differs_from_what_ships_in_what_is_drawn_alone() -> None:
    data = Mixed(drawn_per_epoch=80_000, forms=0.2, written_letters=0.14, extreme_pens=0.2, turned_paper=0.25)

    assert (replace(DRAWN, name="forms", data=data), DRAWN.data) == (FORMS, Mixed())


def test_what_ships_draws_nothing_of_what_came_later() -> None:
    added = replace(Mixed(), forms=0, written_letters=0, extreme_pens=0, turned_paper=0, fold=0, without=())

    assert DRAWN.data == added


def test_what_ships_learns_from_mnist_and_from_drawn_pictures() -> None:
    assert (list(RECIPES), isinstance(RECIPES["drawn"].data, Mixed)) == (
        ["tutorial", "tutorial-finetune", "drawn", "forms"],
        True,
    )
