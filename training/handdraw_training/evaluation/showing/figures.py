"""An evaluation as pictures."""

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from handdraw_training import figure_style
from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.evaluation.showing.plots import (
    conditions,
    confusion,
    errors,
    no_digit,
    reliability,
    writers,
)

FIGURES: dict[str, Callable[[Evaluation], Figure | None]] = {
    "confusion": confusion.figure,
    "reliability": reliability.figure,
    "conditions": conditions.figure,
    "writers": writers.figure,
    "no_digit": no_digit.figure,
    "errors": errors.figure,
}


def write(evaluation: Evaluation, folder: Path) -> list[Path]:
    """One PNG for each that there is data for, in a folder that is made where it is missing. Returns those written."""
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(figure_style.STYLE):
        drawn = {name: figure(evaluation) for name, figure in FIGURES.items()}
        found = {folder / f"{name}.png": figure for name, figure in drawn.items() if figure}
        for path, figure in found.items():
            figure_style.save(figure, path)
    return list(found)
