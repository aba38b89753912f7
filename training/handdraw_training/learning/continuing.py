"""The saved network that a recipe begins with, where it does not begin with chance."""

import json
from pathlib import Path

import keras

from handdraw_training.errors import NothingToContinue
from handdraw_training.recipes import Recipe


def version(recipe: Recipe, parent: Path, number: int | None) -> Path | None:
    """The one that is named, else the newest that the recipe can go on from. Raises NothingToContinue."""
    if recipe.continues is None:
        if number is not None:
            raise NothingToContinue(f"The recipe {recipe.name} begins anew: --from says nothing to it")
        return None
    if number is not None:
        return checked(parent / str(number), recipe.continues)
    numbered = sorted((int(child.name) for child in parent.glob("*") if child.name.isdecimal()), reverse=True)
    for candidate in numbered:
        if made_by(parent / str(candidate)) == recipe.continues:
            return parent / str(candidate)
    raise NothingToContinue(f"{parent} holds no version that the recipe {recipe.continues} made: make one first")


def checked(folder: Path, wanted: str) -> Path:
    found = made_by(folder)
    if found != wanted:
        raise NothingToContinue(f"{folder} was made by the recipe {found}, and only {wanted}'s can be gone on from")
    return folder


def made_by(folder: Path) -> str | None:
    """The recipe's name; None where there is no card."""
    try:
        card = json.loads((folder / "assets.extra" / "model_card.json").read_text())
    except (OSError, ValueError):
        return None
    return str(card["recipe"]) if isinstance(card, dict) and "recipe" in card else None


def network(folder: Path) -> keras.Model:
    try:
        return keras.models.load_model(folder / "assets.extra" / "digits.keras")
    except (OSError, ValueError) as error:
        raise NothingToContinue(f"{folder} holds no network that can be gone on from: {error}") from error
