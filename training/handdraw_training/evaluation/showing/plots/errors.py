"""Draws the wrong answers as the network saw them: a contact sheet, the surest first."""

from base64 import b64decode
from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from handdraw_training import figure_style
from handdraw_training.evaluation.measuring.results import Evaluation, Mistake
from handdraw_training.figure_style import GRID, INK

A_ROW, ROWS = 12, 4


def figure(evaluation: Evaluation) -> Figure | None:
    known = (("Drawn digits", evaluation.drawn), ("MNIST", evaluation.mnist))
    parts = [(name, part.mistakes[: A_ROW * ROWS]) for name, part in known if part and part.mistakes]
    if not parts:
        return None
    rows = [ceil(len(mistakes) / A_ROW) for _, mistakes in parts]
    height = 0.9 + sum(1.22 * count + 0.4 for count in rows)
    page = figure_style.new_figure(11.5, height, f"Read wrong, the surest first, {evaluation.name}")
    folds = page.subfigures(len(parts), 1, squeeze=False, height_ratios=[count + 0.35 for count in rows])[:, 0]
    for fold, count, (name, mistakes) in zip(folds, rows, parts, strict=True):
        fold.suptitle(f"{name}: read → is, and how sure", x=0.012, ha="left", fontsize=10)
        _contact(list(fold.subplots(count, A_ROW, squeeze=False).flat), mistakes)
    return page


def _contact(places: Sequence[Axes], mistakes: Sequence[Mistake]) -> None:
    for axes in places:
        axes.set_axis_off()
    for axes, mistake in zip(places, mistakes, strict=False):
        glyph = np.frombuffer(b64decode(mistake.glyph), np.uint8).reshape(28, 28)
        axes.imshow(255 - glyph, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        axes.add_patch(Rectangle((-0.5, -0.5), 28, 28, fill=False, edgecolor=GRID))
        text = f"{mistake.read} → {mistake.truth}"
        axes.set_title(text, loc="center", fontsize=9.5, fontweight="bold", pad=3, color=INK)
        below: dict[str, Any] = {"xycoords": "axes fraction", "ha": "center", "va": "top"}
        axes.annotate(f"{mistake.confidence:.1%}", (0.5, -0.04), fontsize=7.5, **below)
