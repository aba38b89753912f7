"""The options of the command line."""

import os
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from handdraw_training.options import MODELS, OF_HANDDRAW, positive, show_version

OUT = Path(".run") / "evaluation"


@dataclass(frozen=True)
class Options:
    versions: tuple[int, ...]  # empty: the one that models.config calls stable
    mnist: Path | None
    strokes: tuple[Path, ...]
    taught: tuple[Path, ...]  # the strokes that the network has learnt from
    all_writers: bool
    quick: bool
    models_dir: Path
    out: Path


def parse(arguments: Sequence[str] | None, environment: Mapping[str, str] = os.environ) -> Options:
    stated = parser().parse_args(arguments)
    if OF_HANDDRAW in stated.version:
        show_version()
    default = _path(environment.get("HANDDRAW_STROKES"))
    taught = tuple(stated.taught) or ((default,) if default else ())
    return Options(
        versions=tuple(dict.fromkeys(stated.version)),
        mnist=stated.mnist or _path(environment.get("HANDDRAW_MNIST")),
        strokes=tuple(stated.strokes) or taught,
        taught=taught,
        all_writers=stated.all_writers,
        quick=stated.quick,
        models_dir=stated.models_dir,
        out=stated.out,
    )


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m handdraw_training.evaluation",
        description="Measures how well a version reads MNIST's test digits and drawn ones, how sure it should be, and "
        "whether it knows what is no digit. Prints a table; writes evaluation.json and figures to OUT/VERSION.",
        epilog="A file of strokes holds a JSON object a line, gzipped or not: "
        '{"id": "a1", "label": 3, "writer": "set:name", "strokes": [[[x, y], ...], ...]}, label null for what is no '
        "digit. docs/evaluation.md says what each number means.",
    )
    add, many = parser.add_argument, partial(parser.add_argument, action="append", default=[])
    many(
        "--version",
        type=positive,
        metavar="N",
        nargs="?",
        const=OF_HANDDRAW,
        help="repeatable: columns; without it the stable one. Without N: print Handdraw's version",
    )
    add("--mnist", type=Path, metavar="PATH", help="an mnist.npz in Keras's layout (default: HANDDRAW_MNIST)")
    many("--strokes", type=Path, metavar="PATH", help="a file of strokes; repeatable (default: HANDDRAW_STROKES)")
    many("--taught", type=Path, metavar="PATH", help="the strokes that training used (default: HANDDRAW_STROKES)")
    add("--all-writers", action="store_true", help="those too whom training learns from, which measures memory")
    add("--quick", action="store_true", help="a small sample of all but the headline, in seconds")
    add("--models-dir", type=Path, metavar="PATH", default=MODELS, help="(default: beside this package)")
    add("--out", type=Path, metavar="PATH", default=OUT, help="(default: %(default)s)")
    return parser
