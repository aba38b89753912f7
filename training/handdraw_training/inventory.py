"""Which versions there are, and which recipe made each."""

from pathlib import Path

from handdraw_inference.engines.model_versions import MODEL, ModelVersion
from handdraw_inference.errors import EngineUnavailable


def list_versions(digits: Path) -> list[ModelVersion]:
    """Return the versions in ``digits``, the folder of all, the oldest first."""
    numbers = sorted(int(path.name) for path in digits.glob("*") if path.name.isdecimal())
    return [version_in(digits, number) for number in numbers]


def version_in(digits: Path, number: int) -> ModelVersion:
    return ModelVersion(MODEL, number, digits / str(number))


def recipe_of(version: ModelVersion) -> str | None:
    """Return the recipe's name, None where no card says it."""
    try:
        card = version.card()
    except EngineUnavailable:
        return None
    return str(card["recipe"]) if "recipe" in card else None


def newest_made_by(recipe: str, digits: Path) -> ModelVersion | None:
    """Return None where the recipe made none of the versions in ``digits``."""
    return next((one for one in reversed(list_versions(digits)) if recipe_of(one) == recipe), None)
