"""When drawings came, and how long each stage of an answer took."""

from datetime import datetime
from typing import Final

from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from handdraw_reporter.counting.spreads import Spread
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.counting.timeline import WIDTHS_S
from handdraw_reporter.figures.colours import ACCENT, INK, MUTED, SECOND
from handdraw_reporter.figures.plots import Sheet

BARS: Final = 72
"""So many bars at most stay apart on a telephone."""
TICKS: Final = 4
TWO_DAYS_S: Final = 2 * 86_400
STAGES: Final = ("normalise", "wait", "predict")
SHOWN_MS: Final = 0.005
"""What is shorter is written as nothing."""


def paint_timeline(sheet: Sheet, summary: Summary) -> None:
    """Paint all drawings, and before them those that were refused or failed."""
    axes = sheet.add_count_axes()
    step, bars = summary.drawn.find_step(BARS)
    width = WIDTHS_S[step]
    for line, colour in ((summary.drawn, ACCENT), (summary.troubles, SECOND)):
        bins = line.at_step(step)
        axes.bar([place * width for place in bins], list(bins.values()), width * 0.92, align="edge", color=colour)
    first = min(summary.drawn.at_step(step)) * width
    ends = [first + (bars * tick // TICKS) * width for tick in range(TICKS + 1)]
    pattern = "%H:%M" if bars * width <= TWO_DAYS_S else "%m-%d"
    named = [datetime.fromtimestamp(end, sheet.wording.zone).strftime(pattern) for end in sorted(set(ends))]
    axes.set_xticks(sorted(set(ends)), named)
    if summary.troubles.bins:
        axes.legend(
            handles=[_patch(ACCENT), _patch(SECOND)],
            labels=[sheet.wording.marks["all_drawings"], sheet.wording.marks["troubles"]],
            frameon=False,
            labelcolor=INK,
            fontsize=8.5,
            loc="upper left",
            bbox_to_anchor=(0, 1.18),
            ncols=2,
        )


def _patch(colour: str) -> Rectangle:
    return Rectangle((0, 0), 1, 1, facecolor=colour)


def paint_stages(sheet: Sheet, summary: Summary) -> None:
    """Paint each stage's median as a bar, and a line from there to the 95th percentile."""
    times = summary.read.times
    sheet.canvas.set_size_inches(4.8, 2.4)
    axes = sheet.add_axes()
    rows: dict[str, Spread] = {sheet.wording.stages[stage]: getattr(times, stage) for stage in STAGES}
    rows[sheet.wording.marks["total"]] = times.total
    for place, spread in enumerate(rows.values()):
        median, slow = spread.quantile(0.5) or 0.0, spread.quantile(0.95) or 0.0
        axes.barh(place, median, height=0.55, color=ACCENT)
        axes.plot([median, slow], [place, place], color=MUTED, linewidth=1.4)
        axes.annotate(
            sheet.wording.format_milliseconds(median if median >= SHOWN_MS else 0.0),
            (slow, place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            color=INK,
        )
    axes.set_yticks(range(len(rows)), list(rows))
    axes.invert_yaxis()
    axes.tick_params(axis="y", labelcolor=INK)
    axes.margins(x=0.18)
    axes.set_xlim(left=0)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _short(sheet, value)))
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)


def _short(sheet: Sheet, value: float) -> str:
    return f"{value:g}".replace(".", sheet.wording.numbers.decimal)
