"""What a person says on the command line."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from handdraw_training.recipes import RECIPES, TUTORIAL, Recipe

SEED = 2  # the median, by test accuracy, of the five tried for the tutorial: 98.45 98.56 99.10 99.18 99.18 percent
MODELS = Path(__file__).parents[1] / "models"


@dataclass(frozen=True)
class Options:
    recipe: Recipe
    mnist: Path | None  # None: Keras downloads it
    models_dir: Path
    version: int | None  # None: the next free one
    seed: int


def parse(arguments: Sequence[str] | None = None) -> Options:
    said = parser().parse_args(arguments)
    recipe = RECIPES[said.recipe]
    recipe = replace(recipe, epochs=said.epochs or recipe.epochs)
    return Options(recipe, said.mnist, said.models_dir, said.version, said.seed)


def parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m handdraw_training",
        description="Trains a network on MNIST and writes it as a new version, MODELS_DIR/digits/VERSION, "
        "for TensorFlow Serving and for the gateway's embedded engine. A version is never overwritten.",
    )
    add = parser.add_argument
    add("--recipe", choices=sorted(RECIPES), default=TUTORIAL.name, help="(default: %(default)s)")
    add("--mnist", type=Path, metavar="PATH", help="an mnist.npz in Keras's layout; without it Keras downloads one")
    add("--models-dir", type=Path, metavar="PATH", default=MODELS, help="(default: beside this package)")
    add("--version", type=positive, metavar="N", help="the version's number; without it the next free one")
    add("--seed", type=natural, metavar="N", default=SEED, help="of all that is random (default: %(default)s)")
    add("--epochs", type=positive, metavar="N", help="for a quick try; without it as many as the recipe says")
    return parser


def natural(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise ArgumentTypeError(f"{text} is not a whole number from 0 to 2^32 - 1")
    return int(text)


def positive(text: str) -> int:
    if natural(text) == 0:
        raise ArgumentTypeError(f"{text} is not a whole number from 1")
    return int(text)
