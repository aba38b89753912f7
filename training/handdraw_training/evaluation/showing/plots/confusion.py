"""Draws which digits are read as which: right in grey, wrong in colour."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from handdraw_training import figure_style
from handdraw_training.evaluation.measuring.results import Evaluation
from handdraw_training.figure_style import GRID, INK, MUTED, PAPER, SECOND

WRONG = LinearSegmentedColormap.from_list("wrong", ["#fdf3ea", "#e8a06a", SECOND])


def figure(evaluation: Evaluation) -> Figure | None:
    known = (("MNIST", evaluation.mnist), ("Drawn digits", evaluation.drawn))
    parts = [(name, part.confusion) for name, part in known if part]
    if not parts:
        return None
    page = figure_style.new_figure(0.6 + 4.9 * len(parts), 5.2, f"What was read as what, {evaluation.name}")
    for axes, (name, counts) in zip(page.subplots(1, len(parts), squeeze=False)[0], parts, strict=True):
        _draw(axes, name, np.array(counts))
    return page


def _draw(axes: Axes, name: str, counts: np.ndarray) -> None:
    right = np.eye(10, dtype=bool)
    wrong = np.where(right | (counts == 0), np.nan, counts)
    axes.imshow(np.where(right, 1.0, np.nan), cmap=LinearSegmentedColormap.from_list("right", [GRID, GRID]))
    most = np.nanmax(wrong) if np.isfinite(wrong).any() else 1
    axes.imshow(wrong, cmap=WRONG, vmin=0, vmax=most)
    _write(axes, counts, most)
    missed = int(counts[~right].sum())
    axes.set_title(f"{name}: {missed:,} of {int(counts.sum()):,} read wrong")
    axes.set_xlabel("read as")
    axes.set_ylabel("is")
    axes.set_xticks(range(10))
    axes.set_yticks(range(10))
    figure_style.hide_spines(axes)


def _write(axes: Axes, counts: np.ndarray, most: float) -> None:
    shown: Sequence[tuple[int, int]] = [(int(row), int(column)) for row, column in np.argwhere(counts > 0)]
    for row, column in shown:
        right = row == column
        colour = MUTED if right else PAPER if counts[row, column] > 0.6 * most else INK
        weight = "normal" if right else "bold"
        size = 7.5 if right else 9
        text = f"{counts[row, column]:,}"
        axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=size, fontweight=weight)
