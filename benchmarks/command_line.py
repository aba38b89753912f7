"""What the benchmarks' commands have in common: the words that they know, and the files that they write."""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import ROOT, describe_machine

Forms = Mapping[str, Mapping[str, object]]
"""What each form sets, unless it is told otherwise: the arguments' names and values."""


def make_parser(name: str, description: str | None, forms: Forms, meaning: str) -> argparse.ArgumentParser:
    """Make one that knows ``--form``, the first of which is the usual one, and ``--folder``."""
    parser = argparse.ArgumentParser(
        f"python -m benchmarks.{name}", description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--form", choices=forms, default=next(iter(forms)), help=meaning)
    parser.add_argument("--folder", type=Path, help="on the disk to record on (default: where temporary files are)")
    return parser


def add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", type=Path, default=ROOT / ".run" / "benchmarks", help="where results go")


def connections(text: str) -> list[int]:
    return sorted(map(int, text.split(",")))


def parse(parser: argparse.ArgumentParser, words: Sequence[str], forms: Forms) -> argparse.Namespace:
    """Parse, and take from the form what was not said."""
    arguments = parser.parse_args(words)
    for name, value in forms[arguments.form].items():
        setattr(arguments, name, getattr(arguments, name, None) or value)
    return arguments


def introduce() -> str:
    """Print the machine, and return it."""
    machine = describe_machine()
    print(machine, flush=True)
    return machine


def write(folder: Path, name: str, draw: Callable[[Path], None], figures: Mapping[str, Any]) -> None:
    """Write a picture and the figures, and say where they are."""
    picture, file = folder / f"{name}.png", folder / f"{name}.json"
    draw(picture)
    file.write_text(json.dumps(figures, indent=1))
    print(f"written: {picture}, {file}")
