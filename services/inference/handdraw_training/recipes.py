"""How a network is trained, as data: add a recipe here and, where it needs one, its network in network.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    name: str
    network: str  # a key of network.NETWORKS
    optimizer: str
    loss: str
    epochs: int
    batch_size: int


TUTORIAL = Recipe(
    name="tutorial",
    network="tutorial",
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    epochs=5,
    batch_size=64,
)

RECIPES = {recipe.name: recipe for recipe in (TUTORIAL,)}
