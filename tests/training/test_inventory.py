import json
from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training import inventory


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """Versions 2 and 10 of the tutorial, 11 of another recipe, 12 without a card."""
    for number, recipe in {2: "tutorial", 10: "tutorial", 11: "drawn"}.items():
        extra = tmp_path / str(number) / "assets.extra"
        extra.mkdir(parents=True)
        (extra / "model_card.json").write_text(json.dumps({"recipe": recipe}))
    for name in ("12", ".unfinished-77", "notes"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_versions_are_listed_by_number_with_their_recipes(digits: Path) -> None:
    listed = [(one.version, inventory.recipe_of(one)) for one in inventory.list_versions(digits)]

    assert listed == [(2, "tutorial"), (10, "tutorial"), (11, "drawn"), (12, None)]


def test_the_newest_that_a_recipe_made_is_found(digits: Path) -> None:
    found = [inventory.newest_made_by(recipe, digits) for recipe in ("tutorial", "other")]

    assert found == [ModelVersion("digits", 10, digits / "10"), None]
