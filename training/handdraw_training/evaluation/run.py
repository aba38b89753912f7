"""Turns versions and data into a table, files and figures: the composition root."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from handdraw_training.errors import DiskRefuses
from handdraw_training.evaluation.litert.cost import measure_costs
from handdraw_training.evaluation.litert.network import LoadedVersion, load_versions
from handdraw_training.evaluation.measuring.measurement import measure_all
from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.evaluation.options import Options
from handdraw_training.evaluation.showing import figures, numbers
from handdraw_training.evaluation.showing.table import render
from handdraw_training.evaluation.trials import held_out


def run(options: Options) -> str:
    """Return what a person reads; nothing is written before everything is measured. Raises TrainingError."""
    versions = load_versions(options.models_dir, options.versions)
    folders = [options.out / str(one.version.version) for one in versions]
    for folder in folders:
        check_writable(folder)
    data = held_out.load(options.mnist, options.strokes, options.taught, all_writers=options.all_writers)
    notes = [*data.notes, *unnamed_strokes(versions, options), *foreign_normalisations(versions)]
    evaluations = measure_all(versions, data, quick=options.quick)
    costs = measure_costs(versions, options.models_dir)
    evaluations = [replace(one, cost=cost) for one, cost in zip(evaluations, costs, strict=True)]
    for one, folder in zip(evaluations, folders, strict=True):
        write(one, folder)
    table = render(evaluations, numbers.read_baseline())
    return "\n".join([*notes, "", table, "", *(f"Files and figures: {one}" for one in folders)])


def unnamed_strokes(versions: Sequence[LoadedVersion], options: Options) -> list[str]:
    notes = [held_out.unnamed_strokes(one.name, one.stroke_files, options.taught) for one in versions]
    return [note for some in notes for note in some]


def foreign_normalisations(versions: Sequence[LoadedVersion]) -> list[str]:
    """Name those that our glyphs cannot judge."""
    return [f"{note}: its numbers say little of it" for one in versions if (note := one.foreign)]


def check_writable(folder: Path) -> None:
    """Raise DiskRefuses if the folder cannot be made or written, which would show only after minutes."""
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not there.is_dir():
        raise DiskRefuses(f"{folder} cannot be written: {there} is no folder")
    if not os.access(there, os.W_OK):
        raise DiskRefuses(f"{folder} cannot be written: {there} is closed to us")


def write(evaluation: Evaluation, folder: Path) -> None:
    """Write evaluation.json, numbers.json and the figures. Raises DiskRefuses."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "evaluation.json").write_text(evaluation.to_json(), encoding="utf-8")
        (folder / "numbers.json").write_text(numbers.to_json(evaluation), encoding="utf-8")
        figures.write(evaluation, folder)
    except OSError as error:
        raise DiskRefuses(f"{folder} cannot be written: {error.strerror or error}") from error
