"""From versions and data to a table, files and figures: the composition root."""

import os
import sys
from dataclasses import replace
from pathlib import Path

from handdraw_training.errors import DiskRefuses
from handdraw_training.evaluation.litert.cost import costs
from handdraw_training.evaluation.litert.network import recognisers
from handdraw_training.evaluation.measuring.measurement import measure
from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.evaluation.options import Options
from handdraw_training.evaluation.showing import figures
from handdraw_training.evaluation.showing.table import table
from handdraw_training.evaluation.trials.held_out import gathered, unaccounted
from handdraw_training.evaluation.trials.preparation import prepare
from handdraw_training.progress import Progress


def run(options: Options) -> str:
    """Nothing is written before all is measured. Returns what a person reads. Raises TrainingError."""
    measured = recognisers(options.models_dir, options.versions)
    folders = [options.out / str(one.version.version) for one in measured]
    for folder in folders:
        check(folder)
    data = gathered(options.mnist, options.strokes, options.taught, all_writers=options.all_writers)
    strangers = [note for one in measured for note in unaccounted(one.name, one.learnt_from, options.taught)]
    progress = Progress("measuring", out=sys.stderr)
    try:
        prepared = prepare(data.mnist, data.strokes, quick=options.quick, progress=progress)
        found = [measure(one.read, prepared, one.name, progress) for one in measured]
    finally:
        progress.close()
    found = [replace(one, cost=cost) for one, cost in zip(found, costs(measured, options.models_dir), strict=True)]
    for one, folder in zip(found, folders, strict=True):
        write(one, folder)
    return "\n".join([*data.notes, *strangers, "", table(found), "", *(f"Files and figures: {one}" for one in folders)])


def check(folder: Path) -> None:
    """Whether it could be made and written, since minutes pass until it is. Raises DiskRefuses."""
    there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not there.is_dir():
        raise DiskRefuses(f"{folder} cannot be written: {there} is no folder")
    if not os.access(there, os.W_OK):
        raise DiskRefuses(f"{folder} cannot be written: {there} is closed to us")


def write(found: Evaluation, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "evaluation.json").write_text(found.to_json(), encoding="utf-8")
        figures.write(found, folder)
    except OSError as error:
        raise DiskRefuses(f"{folder} cannot be written: {error.strerror or error}") from error
