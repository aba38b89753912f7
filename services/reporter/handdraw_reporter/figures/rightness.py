"""How right answers were: against their confidence, and digit by digit."""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from handdraw_reporter.counting.stating import wilson_interval
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.figures.colours import ACCENT, INK, MUTED, SECOND
from handdraw_reporter.figures.plots import INCHES, Sheet

APART: Final = 0.16
"""How far precision and recall of a digit stand from its middle."""


def paint_reliability(sheet: Sheet, summary: Summary) -> None:
    """Paint each bin where its mean confidence meets its share of right answers, with Wilson's interval."""
    sheet.canvas.set_size_inches(INCHES[0], INCHES[0] * 0.8)
    axes = sheet.add_axes()
    axes.plot([0, 1], [0, 1], color=MUTED, linestyle="--", linewidth=1)
    largest = max(one.n for one in summary.calibration.bins().values())
    for one in summary.calibration.bins().values():
        low, high = wilson_interval(min(max(round(one.accuracy * one.n), 0), one.n), one.n)
        axes.plot([one.confidence] * 2, [low, high], color=ACCENT, linewidth=1.2)
        axes.scatter([one.confidence], [one.accuracy], s=18 + 70 * one.n / largest, color=ACCENT)
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks([0, 0.25, 0.5, 0.75, 1])
        axis.set_major_formatter(_percents(sheet))
    axes.grid()


def paint_scores(sheet: Sheet, summary: Summary) -> None:
    """Paint precision and recall of each digit that has one, with Wilson's intervals."""
    axes = sheet.add_axes()
    confusion = summary.confusion()
    for name, colour, side in (("recall", ACCENT, -APART), ("precision", SECOND, APART)):
        for digit in range(10):
            row = confusion[digit] if name == "recall" else [one[digit] for one in confusion]
            if sum(row) > 0:
                _paint_score(axes, digit + side, max(row[digit], 0), sum(row), colour)
        axes.plot([], [], "o", color=colour, label=sheet.wording.marks[name])
    axes.set_xticks(range(10))
    axes.set_xlim(-0.6, 9.6)
    axes.yaxis.set_major_formatter(_percents(sheet))
    axes.set_ylim(top=1.02)
    axes.tick_params(axis="x", labelcolor=INK)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.legend(frameon=False, labelcolor=INK, loc="upper left", bbox_to_anchor=(0, 1.18), ncols=2, fontsize=8.5)


def _paint_score(axes: Axes, place: float, right: int, of: int, colour: str) -> None:
    low, high = wilson_interval(right, of)
    axes.plot([place, place], [low, high], color=colour, linewidth=1.2)
    axes.plot([place], [right / of], "o", markersize=4.5, color=colour)


def _percents(sheet: Sheet) -> FuncFormatter:
    words = sheet.wording
    return FuncFormatter(lambda value, _: f"{words.format_number(value * 100)}{words.numbers.percent}")
