"""Draws how accuracy holds when the same digits are drawn otherwise."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from handdraw_training import figure_style
from handdraw_training.evaluation.measuring.results import ConditionAccuracy, Evaluation
from handdraw_training.figure_style import ACCENT, BAND, GRID, MUTED, SECOND

STEADY = 0.005  # of the accuracy: what counts as no change
MUCH = 0.03


def figure(evaluation: Evaluation) -> Figure | None:
    if not evaluation.conditions:
        return None
    parts = [part for part in _split(evaluation.conditions) if part]
    rows = [len(part) + len({one.group for one in part}) for part in parts]
    title = f"The same digits, drawn otherwise, {evaluation.name}"
    page = figure_style.new_figure(9.4, 1.5 + 0.24 * sum(rows), title)
    for axes, part in zip(page.subplots(len(parts), squeeze=False, height_ratios=rows)[:, 0], parts, strict=True):
        _draw(axes, part)
    return page


def _split(conditions: Sequence[ConditionAccuracy]) -> tuple[list[ConditionAccuracy], list[ConditionAccuracy]]:
    """Part the groups of which a condition is read much worse, which would leave no room to see the others' changes."""
    worse = {one.group for one in conditions if one.change < -MUCH}
    return [one for one in conditions if one.group not in worse], [one for one in conditions if one.group in worse]


def _draw(axes: Axes, conditions: Sequence[ConditionAccuracy]) -> None:
    ordinarily = conditions[0].accuracy - conditions[0].change
    axes.axvspan(ordinarily - STEADY, ordinarily + STEADY, color=BAND, linewidth=0)
    axes.axvline(ordinarily, color=MUTED, linewidth=1)
    y, ticks = 0.0, []
    for group, members in groupby(conditions, key=lambda one: one.group):
        axes.annotate(group, (0, y), xycoords=("axes fraction", "data"), xytext=(-212, 0), textcoords="offset points",
                      fontweight="bold", va="center", annotation_clip=False)  # fmt: skip
        for one in members:
            _dot(axes, one, y, ordinarily)
            ticks.append((y, one.name))
            y += 1
        y += 0.7
    axes.set_yticks([place for place, _ in ticks], [name for _, name in ticks])
    axes.set_ylim(y - 0.7, -0.8)
    axes.set_title(f"ordinarily {ordinarily:.2%}; the band is half a point to either side", color=MUTED)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axes.grid(axis="x", color=GRID)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.12)


def _dot(axes: Axes, one: ConditionAccuracy, y: float, ordinarily: float) -> None:
    colour = ACCENT if one.change > -STEADY else SECOND
    axes.plot([ordinarily, one.accuracy], [y, y], color=colour, linewidth=2, solid_capstyle="round")
    axes.scatter(one.accuracy, y, s=34, color=colour, zorder=3)
    side = 1 if one.accuracy >= ordinarily else -1
    where: dict[str, Any] = {"ha": "left" if side > 0 else "right", "va": "center"}
    place = one.accuracy, y
    axes.annotate(f"{one.accuracy:.2%}", place, xytext=(side * 7, 0), textcoords="offset points", fontsize=8, **where)
