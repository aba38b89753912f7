"""What a person says on the command line."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, NoReturn

from handdraw_contracts import __version__
from handdraw_training.recipes import DRAWN, RECIPES, Mixed, Recipe

SEED = 2
OF_HANDDRAW = 0  # --version without the number of a network
MODELS = Path(__file__).parents[2] / "services" / "inference" / "models"
RUNS = Path(__file__).parents[2] / ".run" / "training"


@dataclass(frozen=True)
class Options:
    recipe: Recipe
    mnist: Path | None  # None: Keras downloads it
    strokes: tuple[Path, ...]
    corpus: Path | None  # None: drawn
    validation: Path | None  # likewise
    models_dir: Path
    version: int | None  # None: the next free one
    continues: int | None  # None: the newest that the recipe can continue
    seed: int
    run_dir: Path
    fresh: bool
    float_twin: bool
    promote: bool
    force: bool
    serving_url: str | None


def parse(arguments: Sequence[str] | None = None) -> Options:
    known = parser()
    said = known.parse_args(arguments)
    if said.version == OF_HANDDRAW:
        show_version()
    if said.force and not said.promote:
        known.error("--force says what --promote does: say that too")
    try:
        recipe = leave_out(apply_settings(RECIPES[said.recipe], said.set, said.epochs), said.leave_out)
    except ValueError as error:
        known.error(str(error))
    return Options(
        recipe=recipe,
        mnist=said.mnist,
        strokes=tuple(said.strokes),
        corpus=said.corpus,
        validation=said.validation,
        models_dir=said.models_dir,
        version=said.version,
        continues=getattr(said, "from"),
        seed=said.seed,
        run_dir=said.run_dir or RUNS / f"{recipe.name}-{said.seed}",
        fresh=said.fresh,
        float_twin=said.float_twin,
        promote=said.promote,
        force=said.force,
        serving_url=said.serving_url,
    )


def show_version() -> NoReturn:
    print(f"Handdraw {__version__}")
    raise SystemExit(0)


def parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m handdraw_training",
        description="Trains a network as a recipe says and writes it as a new version, MODELS_DIR/digits/VERSION, "
        "for TensorFlow Serving and for the gateway's embedded engine. A version is never overwritten. A run that was "
        "killed goes on where it was when the same command is given again.",
        epilog="Recipes: drawn, what ships, learns from MNIST and from pictures of pen strokes, letters and scribbles; "
        "tutorial is exactly the tutorial's; tutorial-finetune continues it with the tutorial's further improvements. "
        "The new version is compared with the stable one, and models.config is changed only if --promote says so.",
    )
    add = parser.add_argument
    add("--recipe", choices=sorted(RECIPES), default=DRAWN.name, help="(default: %(default)s)")
    add("--mnist", type=Path, metavar="PATH", help="an mnist.npz in Keras's layout; without it Keras downloads one")
    add("--strokes", type=Path, metavar="PATH", action="append", default=[], help="pen strokes; may be said repeatedly")
    add("--corpus", type=Path, metavar="PATH", help="corpus.npz of an earlier run, instead of drawing the pictures")
    add("--validation", type=Path, metavar="PATH", help="likewise a validation.npz, so that recipes can be compared")
    add("--models-dir", type=Path, metavar="PATH", default=MODELS, help="(default: beside this package)")
    add(
        "--version",
        type=positive,
        metavar="N",
        nargs="?",
        const=OF_HANDDRAW,
        help="the network's number; without it the next free one. Without N: print Handdraw's version",
    )
    add(
        "--from", type=positive, metavar="N", help="tutorial-finetune: the version to go on from; without it the newest"
    )
    add("--seed", type=natural, metavar="N", default=SEED, help="of all that is random (default: %(default)s)")
    add("--epochs", type=positive, metavar="N", help="for a quick try; without it as many as the recipe says")
    add(
        "--set",
        type=setting,
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="another number in the recipe, such as warp=0.5",
    )
    add(
        "--leave-out",
        metavar="SOURCE",
        action="append",
        default=[],
        help='pictures that teach nothing and are measured all the same, such as "ticked ones"; may be said repeatedly',
    )
    add("--run-dir", type=Path, metavar="PATH", help="(default: .run/training/RECIPE-SEED)")
    add("--fresh", action="store_true", help="begin anew where a run was killed")
    add("--float-twin", action="store_true", help="LiteRT's network in floats, three times as slow as in 8 bits")
    add("--promote", action="store_true", help="make the new version stable if it is no worse than the one that is")
    add("--force", action="store_true", help="with --promote: also if it is worse")
    add("--serving-url", metavar="URL", help="with --promote: a TensorFlow Serving that must have loaded it first")
    return parser


def setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    known = {one for recipe in RECIPES.values() for one in numbers(recipe)}
    if not equals or name not in known:
        raise ArgumentTypeError(f"{text} is not NAME=VALUE with one of {', '.join(sorted(known))}")
    return name, value


def numbers(recipe: Recipe) -> dict[str, Any]:
    """Return what may be changed in the recipe, by name."""
    known = {field.name: getattr(part, field.name) for part in (recipe, recipe.data) for field in fields(part)}
    return {name: value for name, value in known.items() if isinstance(value, int | float)}


def apply_settings(recipe: Recipe, settings: Sequence[tuple[str, str]], epochs: int | None) -> Recipe:
    """Return the recipe with other numbers. Raises ValueError."""
    for name, value in settings:
        recipe = _change(recipe, name, value)
    return replace(recipe, epochs=epochs or recipe.epochs)


def leave_out(recipe: Recipe, names: Sequence[str]) -> Recipe:
    """Return the recipe without what these sources teach. Raises ValueError."""
    if not names:
        return recipe
    if not isinstance(recipe.data, Mixed):
        raise ValueError(f"--leave-out: the recipe {recipe.name} has no drawn pictures")  # noqa: TRY004 a person said it
    return replace(recipe, data=replace(recipe.data, without=tuple(names)))


def _change(recipe: Recipe, name: str, value: str) -> Recipe:
    now = numbers(recipe).get(name)
    if now is None:
        raise ValueError(f"the recipe {recipe.name} has no {name}")
    try:
        number = {name: type(now)(value)}
    except ValueError as error:
        raise ValueError(f"--set {name}={value}: {error}") from error
    return replace(recipe, **number) if hasattr(recipe, name) else replace(recipe, data=replace(recipe.data, **number))


def natural(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise ArgumentTypeError(f"{text} is not a whole number from 0 to 2^32 - 1")
    return int(text)


def positive(text: str) -> int:
    if natural(text) == 0:
        raise ArgumentTypeError(f"{text} is not a whole number from 1")
    return int(text)
