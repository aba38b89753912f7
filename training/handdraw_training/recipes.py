"""How a network is trained, as data: add a recipe here and, where it needs one, its network in network.py."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plain:
    """All of MNIST's training images once an epoch, as they are."""


@dataclass(frozen=True)
class Retouched:
    """The tutorial's "further improvements": fewer 8s, and these digits alone a little moved."""

    eights_dropped: float = 0.15
    augmented: tuple[int, ...] = (0, 6, 9)
    rotation_degrees: float = 5
    zoom: float = 0.05
    shift: float = 0.05  # of the side


@dataclass(frozen=True)
class Mixed:
    """MNIST, as it is and as the gateway normalises it, and pictures drawn by pen/, all augmented."""

    pictures: int = 200_000  # drawn once for a run
    drawn_per_epoch: int = 80_000
    mnist_per_epoch: int = 60_000
    mnist_held_out: int = 5_000  # of the training images, for validation
    validation_pictures: int = 10_000  # drawn of writers who teach nothing
    warp: float = 0.8  # how strongly a glyph is turned, slanted, stretched, bent; 0: not at all
    ink: float = 0.8  # how strongly its ink is thickened, thinned, darkened
    warp_of_drawn: float = 0.7  # times warp: what pen/ drew is deformed already
    forms: float = 0.2  # share of rare forms: slashes twice their zero, floating bars, coarse ink; the others' is 1.08
    written_letters: float = 0.14  # likewise, of letters as hands write them
    extreme_pens: float = 0.2  # of the pictures, with pens of 1 to 40 px and digits of 14 px
    turned_paper: float = 0.25  # of the drawn digits, by up to 20 degrees
    fold: int = 0  # which tenth of the writers teaches nothing, 0..7; no test writer is in any
    without: tuple[str, ...] = ()  # sources whose pictures teach nothing and are measured all the same


@dataclass(frozen=True)
class Recipe:
    name: str
    network: str  # a key of network.NETWORKS
    data: Plain | Retouched | Mixed
    optimizer: str  # adam, or adamw with a warm-up and a cosine to nearly 0
    loss: str
    epochs: int
    batch_size: int
    continues: str | None = None  # the recipe whose saved network is where this one begins
    learning_rate: float = 1e-3  # the highest
    weight_decay: float = 0.0
    warmup: float = 0.0  # of all steps


TUTORIAL = Recipe(
    name="tutorial",
    network="tutorial",
    data=Plain(),
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    epochs=5,
    batch_size=64,
)

FINETUNE = Recipe(
    name="tutorial-finetune",
    network="tutorial",
    data=Retouched(),
    optimizer="adam",
    loss="sparse_categorical_crossentropy",
    epochs=5,
    batch_size=64,
    continues="tutorial",
)

DRAWN = Recipe(
    name="drawn",
    network="drawn",
    data=Mixed(),
    optimizer="adamw",
    loss="sparse_categorical_crossentropy",
    epochs=40,
    batch_size=128,
    learning_rate=2e-3,
    weight_decay=1e-2,
    warmup=0.05,
)

RECIPES = {recipe.name: recipe for recipe in (TUTORIAL, FINETUNE, DRAWN)}
