"""Loads what is measured on, and leaves out what the network may have learnt from."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from handdraw_training.data import dataset
from handdraw_training.data.dataset import Digits
from handdraw_training.errors import NothingToMeasure
from handdraw_training.pen import strokes, writers
from handdraw_training.pen.strokes import StrokeDrawing


@dataclass(frozen=True)
class HeldOut:
    """``notes``: what a reader of the table must know about where the numbers come from."""

    mnist: Digits | None
    strokes: tuple[StrokeDrawing, ...]
    notes: tuple[str, ...] = ()


def load(mnist: Path | None, files: Sequence[Path], taught: Sequence[Path], *, all_writers: bool = False) -> HeldOut:
    """``taught``: the strokes that training uses. Raises DatasetUnusable, NothingToMeasure."""
    digits = dataset.read(mnist).test if mnist else None
    notes = [] if mnist else ["MNIST is not measured: name an mnist.npz with --mnist"]
    seen = frozenset[str]() if all_writers else teachers([one for file in taught for one in strokes.read(file)])
    drawn: list[StrokeDrawing] = []
    for file in files:
        found = strokes.read(file)
        kept = [one for one in found if one.writer not in seen]
        notes.append(f"{file.name}: {_counts(kept)}{_left_out(found, kept)}")
        drawn += kept
    if not files:
        notes.append("Drawn digits are not measured: name a file of strokes with --strokes")
    if all_writers and files:
        notes.append("All writers are measured, those too whom training learns from: no honest number of drawn digits")
    if digits is None and not drawn:
        raise NothingToMeasure("there is nothing to measure on (make data fetches both). " + ". ".join(notes))
    return HeldOut(digits, tuple(drawn), tuple(notes))


def teachers(drawn: Sequence[StrokeDrawing]) -> frozenset[str]:
    """Return the writers in training's strokes who are not kept for measuring."""
    parts = writers.split_by_writer([one for one in drawn if one.label is not None])
    return frozenset(one.writer for one in (*parts.train, *parts.validation))


def _counts(drawn: Sequence[StrokeDrawing]) -> str:
    digits = sum(one.label is not None for one in drawn)
    others = f" and {len(drawn) - digits:,} that are no digits" if digits < len(drawn) else ""
    return f"{digits:,} digits{others} by {_people({one.writer for one in drawn})}"


def _left_out(found: Sequence[StrokeDrawing], kept: Sequence[StrokeDrawing]) -> str:
    gone = {one.writer for one in found} - {one.writer for one in kept}
    return f"; left out: {_people(gone)} whom training learns from or tunes on" if gone else ""


def _people(names: Collection[str]) -> str:
    return f"{len(names):,} {'writer' if len(names) == 1 else 'writers'}"


def unnamed_strokes(name: str, learnt_from: Mapping[str, str], taught: Sequence[Path]) -> tuple[str, ...]:
    """Return a note for each file that taught version ``name`` and that ``--taught`` does not name.

    ``learnt_from``: the files of strokes that its card names, by their SHA-256.
    """
    known = {sha256(file.read_bytes()).hexdigest() for file in taught}
    return tuple(
        f"{name} learnt from {file}, which --taught does not name: writers of it may be measured"
        for digest, file in learnt_from.items()
        if digest not in known
    )
