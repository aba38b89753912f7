"""What is measured on, and what of it is left out since the network may have learnt from it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from handdraw_training.data import dataset
from handdraw_training.data.dataset import Digits
from handdraw_training.evaluation.errors import NothingToMeasure
from handdraw_training.pen import strokes, writers
from handdraw_training.pen.strokes import StrokeDrawing


@dataclass(frozen=True)
class Data:
    """``notes``: what a reader of the table must know of where the numbers come from."""

    mnist: Digits | None
    strokes: tuple[StrokeDrawing, ...]
    notes: tuple[str, ...]


def gathered(mnist: Path | None, files: Sequence[Path], taught: Sequence[Path], *, all_writers: bool = False) -> Data:
    """``taught``: the strokes that training uses. Raises DatasetUnusable, NothingToMeasure."""
    digits = dataset.read(mnist).test if mnist else None
    notes = [] if mnist else ["MNIST is not measured: name an mnist.npz with --mnist"]
    seen = frozenset[str]() if all_writers else teaching([one for file in taught for one in strokes.read(file)])
    drawn: list[StrokeDrawing] = []
    for file in files:
        found = strokes.read(file)
        kept = [one for one in found if one.writer not in seen]
        notes.append(f"{file.name}: {counted(kept)}{left_out(found, kept)}")
        drawn += kept
    if not files:
        notes.append("Drawn digits are not measured: name a file of strokes with --strokes")
    if all_writers and files:
        notes.append("All writers are measured, those too whom training learns from: no honest number of drawn digits")
    if digits is None and not drawn:
        raise NothingToMeasure("there is nothing to measure on (make data fetches both). " + ". ".join(notes))
    return Data(digits, tuple(drawn), tuple(notes))


def teaching(drawn: Sequence[StrokeDrawing]) -> frozenset[str]:
    """Those writers of the strokes that training uses who are not kept for measuring."""
    parts = writers.split_by_writer([one for one in drawn if one.label is not None])
    return frozenset(one.writer for one in (*parts.train, *parts.validation))


def counted(drawn: Sequence[StrokeDrawing]) -> str:
    digits = sum(one.label is not None for one in drawn)
    others = f" and {len(drawn) - digits:,} that are no digits" if digits < len(drawn) else ""
    return f"{digits:,} digits{others} by {people({one.writer for one in drawn})}"


def left_out(found: Sequence[StrokeDrawing], kept: Sequence[StrokeDrawing]) -> str:
    gone = {one.writer for one in found} - {one.writer for one in kept}
    return f"; left out: {people(gone)} whom training learns from or tunes on" if gone else ""


def people(names: Collection[str]) -> str:
    return f"{len(names):,} {'writer' if len(names) == 1 else 'writers'}"


def unaccounted(name: str, learnt_from: Mapping[str, str], taught: Sequence[Path]) -> tuple[str, ...]:
    """``learnt_from``: the files of strokes that the card names, by their SHA-256."""
    known = {sha256(file.read_bytes()).hexdigest() for file in taught}
    return tuple(
        f"{name} learnt from {file}, which --taught does not name: writers of it may be measured"
        for digest, file in learnt_from.items()
        if digest not in known
    )
