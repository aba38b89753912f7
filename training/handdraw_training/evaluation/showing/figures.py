"""Draws an evaluation."""

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
    """Write a PNG for every figure that has data, making the folder if need be. Returns the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(figure_style.STYLE):
        drawn = {name: draw(evaluation) for name, draw in FIGURES.items()}
        figures = {folder / f"{name}.png": figure for name, figure in drawn.items() if figure}
        for path, figure in figures.items():
            figure_style.save(figure, path)
    return list(figures)
