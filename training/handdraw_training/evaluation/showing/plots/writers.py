"""Draws how evenly people are served: the share of each writer's digits that was read wrong, the worst first."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

from handdraw_training import figure_style
from handdraw_training.evaluation.measuring.results import DrawnDigits, Evaluation
from handdraw_training.figure_style import GRID, INK, MUTED, SETS

NAMED = 40  # writers at most, whose names fit


def figure(evaluation: Evaluation) -> Figure | None:
    if not evaluation.drawn:
        return None
    page = figure_style.new_figure(9, 4.2, f"Digits read wrong, writer by writer, {evaluation.name}")
    _draw(page.subplots(), evaluation.drawn)
    return page


def _draw(axes: Axes, drawn: DrawnDigits) -> None:
    scores = drawn.writers.scores
    sets = sorted({one.name.partition(":")[0] for one in scores})
    colours = {name: SETS[index % len(SETS)] for index, name in enumerate(sets)}
    places = range(len(scores))
    wrong = [1 - one.accuracy for one in scores]
    bars = axes.bar(places, wrong, width=0.8, color=[colours[one.name.partition(":")[0]] for one in scores])
    if len(scores) <= NAMED:
        axes.bar_label(bars, [f"{share:.1%}" for share in wrong], padding=2, fontsize=8, color=INK)
        axes.set_xticks(places, [one.name.rpartition(":")[2] for one in scores], rotation=0 if len(scores) < 16 else 90)
    else:
        axes.set_xticks([])
    axes.set_xlabel(f"{len(scores):,} writers, the worst first")
    axes.set_xlim(-0.7, max(len(scores), 8) - 0.3)
    _levels(axes, drawn)
    if len(sets) > 1:
        axes.legend(handles=[Patch(color=colour, label=name) for name, colour in colours.items()], loc="upper right")


def _levels(axes: Axes, drawn: DrawnDigits) -> None:
    tail = drawn.writers.of_twenty
    levels = [(1 - drawn.accuracy, "all, sets weighted equally")]
    levels += [(1 - tail.fifth_percentile, "one writer in twenty is read worse")] if tail else []
    for level, name in levels:
        axes.axhline(level, color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate(f"{name}: {level:.1%}", (1, level), xycoords=("axes fraction", "data"), xytext=(-4, 3),
                      textcoords="offset points", ha="right", fontsize=8, color=MUTED)  # fmt: skip
    axes.yaxis.set_major_formatter(PercentFormatter(1))
    axes.set_ylim(0, max(0.01, *axes.get_ylim()) * 1.08)
    axes.grid(axis="y", color=GRID)
    axes.spines["left"].set_visible(False)
