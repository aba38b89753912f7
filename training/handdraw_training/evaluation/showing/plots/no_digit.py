"""Draws how much of what is no digit is warned about, and what that costs in true digits."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import PercentFormatter

from handdraw_training import figure_style
from handdraw_training.evaluation.measuring.results import Evaluation, NoDigit, Roc
from handdraw_training.figure_style import ACCENT, BAND, GRID, INK, MUTED, SECOND

MOST_ALARMS, LEAST_CAUGHT = 0.02, 0.9
SHOWN = 0.1  # alarms beyond a tenth are of no use to anybody


def figure(evaluation: Evaluation) -> Figure | None:
    if not evaluation.no_digit.kinds:
        return None
    roc = evaluation.no_digit.roc
    page = figure_style.new_figure(11 if roc else 6.4, 4.6, f"What is no digit, {evaluation.name}")
    axes = page.subplots(1, 2 if roc else 1, squeeze=False, width_ratios=[6, 5] if roc else [1])[0]
    _kinds(axes[0], evaluation.no_digit)
    if roc:
        _roc(axes[1], roc)
    return page


def _kinds(axes: Axes, no_digit: NoDigit) -> None:
    rows = [*no_digit.kinds, *([no_digit.digits] if no_digit.digits else [])]
    places = [*range(len(no_digit.kinds)), *([len(no_digit.kinds) + 0.6] if no_digit.digits else [])]
    colours = [*([ACCENT] * len(no_digit.kinds)), SECOND]
    bars = axes.barh(places, [one.share for one in rows], height=0.7, color=colours[: len(rows)])
    axes.bar_label(bars, [f"{one.share:.1%}" for one in rows], padding=4, fontsize=8.5, color=INK)
    names = [f"{one.name}  " for one in no_digit.kinds] + (["true digits  "] if no_digit.digits else [])
    axes.set_yticks(places, names)
    axes.axvline(LEAST_CAUGHT, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=0)
    axes.set_title("warned about or refused; the line: wanted of letters, scribbles", fontsize=8.5, color=MUTED)
    axes.set_xlim(0, 1.12)
    axes.set_ylim(max(places) + 0.6, -0.6)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(axis="x", color=GRID)
    axes.spines["left"].set_visible(False)


def _roc(axes: Axes, roc: Roc) -> None:
    axes.add_patch(Rectangle((0, LEAST_CAUGHT), MOST_ALARMS, 1 - LEAST_CAUGHT, color=BAND, linewidth=0))
    axes.text(MOST_ALARMS + 0.001, LEAST_CAUGHT + 0.01, "wanted", color=MUTED, fontsize=8)
    axes.plot(roc.alarms, roc.caught, color=ACCENT, linewidth=2)
    if roc.at:
        axes.scatter(*roc.at, s=48, color=SECOND, zorder=3)
        said = f"as shipped: {roc.at[1]:.1%} of letters and scribbles\nfor {roc.at[0]:.2%} of true digits"
        axes.text(0.97, 0.05, said, transform=axes.transAxes, ha="right", color=SECOND, fontsize=8.5)
    measure = "by how unlike a digit the network calls it" if roc.says_unlike else "by 1 - confidence alone"
    axes.set_title(f"{measure}; area {roc.area:.4f}", fontsize=8.5, color=MUTED)
    axes.set_xlim(0, SHOWN)
    axes.set_ylim(0, 1.02)
    axes.set_xlabel("true digits warned about")
    axes.set_ylabel("letters and scribbles warned about")
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(color=GRID)
