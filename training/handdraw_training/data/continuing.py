"""The version whose network a recipe goes on with, where it does not begin anew."""

from pathlib import Path

from handdraw_inference.engines.model_versions import MODEL, ModelVersion
from handdraw_inference.errors import EngineUnavailable
from handdraw_training.errors import NothingToContinue
from handdraw_training.recipes import Recipe


def find_start(recipe: Recipe, digits: Path, number: int | None) -> ModelVersion | None:
    """Return the version of this number, or else the newest that the recipe can go on from.

    ``digits``: the folder of all versions. Raises NothingToContinue.
    """
    if recipe.continues is None:
        if number is not None:
            raise NothingToContinue(f"The recipe {recipe.name} begins anew: --from says nothing to it")
        return None
    if number is not None:
        return _check(_version(digits, number), recipe.continues)
    numbers = sorted((int(child.name) for child in digits.glob("*") if child.name.isdecimal()), reverse=True)
    for candidate in (_version(digits, one) for one in numbers):
        if _recipe_of(candidate) == recipe.continues:
            return candidate
    raise NothingToContinue(f"{digits} holds no version that the recipe {recipe.continues} made: make one first")


def _version(digits: Path, number: int) -> ModelVersion:
    return ModelVersion(MODEL, number, digits / str(number))


def _check(version: ModelVersion, wanted: str) -> ModelVersion:
    recipe = _recipe_of(version)
    if recipe != wanted:
        raise NothingToContinue(
            f"{version.folder} was made by the recipe {recipe}, and only {wanted}'s can be gone on from"
        )
    return version


def _recipe_of(version: ModelVersion) -> str | None:
    """Return the recipe's name, None where no card says it."""
    try:
        card = version.card()
    except EngineUnavailable:
        return None
    return str(card["recipe"]) if isinstance(card, dict) and "recipe" in card else None
