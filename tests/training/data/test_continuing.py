import json
from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.data.continuing import find_start
from handdraw_training.errors import NothingToContinue
from handdraw_training.recipes import DRAWN, FINETUNE


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """Versions 1, 2 and 10 of the tutorial, 11 of another recipe, 12 without a card."""
    for number, recipe in {1: "tutorial", 2: "tutorial", 10: "tutorial", 11: "drawn"}.items():
        extra = tmp_path / str(number) / "assets.extra"
        extra.mkdir(parents=True)
        (extra / "model_card.json").write_text(json.dumps({"recipe": recipe}))
    (tmp_path / "12").mkdir()
    return tmp_path


def test_the_newest_that_the_tutorial_made_is_gone_on_from(digits: Path) -> None:
    assert find_start(FINETUNE, digits, None) == ModelVersion("digits", 10, digits / "10")


def test_another_may_be_named(digits: Path) -> None:
    assert find_start(FINETUNE, digits, 1) == ModelVersion("digits", 1, digits / "1")


def test_a_recipe_that_begins_anew_goes_on_from_none(digits: Path) -> None:
    assert find_start(DRAWN, digits, None) is None


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (11, r"11 was made by the recipe drawn, and only tutorial's can be gone on from"),
        (12, r"12 was made by the recipe None"),
        (13, r"13 was made by the recipe None"),
    ],
)
def test_what_another_recipe_made_is_refused(number: int, why: str, digits: Path) -> None:
    with pytest.raises(NothingToContinue, match=why):
        find_start(FINETUNE, digits, number)


def test_from_says_nothing_to_a_recipe_that_begins_anew(digits: Path) -> None:
    with pytest.raises(NothingToContinue, match="The recipe drawn begins anew"):
        find_start(DRAWN, digits, 1)


def test_where_the_tutorial_made_none_it_must_make_one_first(tmp_path: Path) -> None:
    with pytest.raises(NothingToContinue, match="holds no version that the recipe tutorial made: make one first"):
        find_start(FINETUNE, tmp_path, None)
