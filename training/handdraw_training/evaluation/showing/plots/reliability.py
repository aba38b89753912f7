"""Draws how sure the answers are against how often they are right."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from handdraw_training import figure_style
from handdraw_training.evaluation.measuring.results import CalibrationErrors, Evaluation
from handdraw_training.figure_style import ACCENT, GRID, MUTED, SECOND


def figure(evaluation: Evaluation) -> Figure | None:
    known = (("MNIST", evaluation.mnist), ("Drawn digits", evaluation.drawn))
    parts = [(name, part.calibration) for name, part in known if part]
    if not parts:
        return None
    page = figure_style.new_figure(0.6 + 4.6 * len(parts), 5.4, f"How sure, and how right, {evaluation.name}")
    grid = page.subplots(2, len(parts), squeeze=False, height_ratios=[4, 1], sharex="col")
    for upper, lower, (name, calibration) in zip(*grid, parts, strict=True):
        _reliability(upper, name, calibration)
        _shares(lower, calibration)
    return page


def _reliability(axes: Axes, name: str, calibration: CalibrationErrors) -> None:
    axes.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    along: dict[str, Any] = {"rotation": 45, "rotation_mode": "anchor", "transform_rotates_text": True}
    axes.text(0.04, 0.06, "right as often as sure", color=MUTED, fontsize=8, **along)
    for one in calibration.bins:
        colour = SECOND if one.accuracy < one.confidence - 0.01 else ACCENT
        axes.plot([one.confidence] * 2, [one.confidence, one.accuracy], color=colour, linewidth=1.4, alpha=0.6)
        size = 22 + 120 * one.share**0.5
        axes.scatter(one.confidence, one.accuracy, s=size, color=colour, edgecolor="white", zorder=3, clip_on=False)
    axes.set_title(f"{name}: calibration error {calibration.ece:.4f}, Brier {calibration.brier:.4f}")
    axes.set_ylabel("answers that are right")
    axes.set_xlim(0, 1.03)
    axes.set_ylim(0, 1.03)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(color=GRID)


def _shares(axes: Axes, calibration: CalibrationErrors) -> None:
    shares = [one.share for one in calibration.bins]
    axes.bar([one.confidence for one in calibration.bins], shares, width=0.02, color=MUTED)
    axes.set_yscale("log")
    axes.set_ylim(min(1e-4, *shares) / 2, 2)
    axes.set_yticks([0.001, 0.01, 0.1, 1], ["0.1%", "1%", "10%", "100%"])
    axes.minorticks_off()
    axes.set_ylabel("of all answers")
    axes.set_xlabel("confidence")
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="y", color=GRID)
