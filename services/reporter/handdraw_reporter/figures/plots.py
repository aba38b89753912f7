"""What each figure shows, and how: in one restrained manner, with letters that are legible on a telephone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10, sqrt
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.figures.colours import ACCENT, INK, MUTED, PAPER, SECOND
from handdraw_reporter.wording import FigureWords, Wording

INCHES: Final = (4.8, 3.2)  # small, so that the letters are large beside it
BINS_A_DECADE: Final = 12
DOUBT_BINS_A_DECADE: Final = 4
LEAST_DOUBT: Final = 1e-5
"""Whatever is surer than 99.999% stands in the last bar."""
MEASURES: Final = ("accuracy", "loss")
CURVES: Final[Mapping[str, Mapping[str, Any]]] = {
    "train": {"color": MUTED, "linestyle": "--"},
    "test": {"color": ACCENT, "linewidth": 2},
}

History = Mapping[str, Sequence[float]]
"""A value for each epoch, from a model card: ``train_accuracy``, ``test_accuracy``, ``train_loss``, ``test_loss``."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a figure is painted on, and the words that it uses."""

    canvas: Canvas
    words: FigureWords
    wording: Wording

    def add_axes(self) -> Axes:
        axes = self.canvas.add_subplot()
        axes.set_xlabel(self.words.x)
        axes.set_ylabel(self.words.y)
        return axes

    def add_count_axes(self) -> Axes:
        """Add axes whose upward one counts drawings."""
        axes = self.add_axes()
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: self.wording.format_number(value)))
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        return axes


def paint_digits(sheet: Sheet, summary: Summary) -> None:
    axes = sheet.add_count_axes()
    digits = summary.read.digits
    bars = axes.bar(range(10), [digits[digit] for digit in range(10)], width=0.72, color=ACCENT)
    size = 8.5 if max(digits.values()) < 1000 else 7
    labels = [sheet.wording.format_number(digits[digit]) if digits[digit] else "" for digit in range(10)]
    axes.bar_label(bars, labels, padding=2, fontsize=size, color=INK)
    axes.margins(y=0.1)
    axes.set_xticks(range(10))
    axes.tick_params(axis="x", labelcolor=INK)


def paint_confidence(sheet: Sheet, summary: Summary) -> None:
    """Spread what is close to certainty out: each tick to the right lacks a tenth of what the one before lacks."""
    axes = sheet.add_count_axes()
    heights: Counter[int] = Counter()
    for count, doubt in summary.read.doubt.histogram():
        heights[floor(log10(max(doubt, LEAST_DOUBT)) * DOUBT_BINS_A_DECADE)] += count
    low, high = floor(log10(LEAST_DOUBT)) * DOUBT_BINS_A_DECADE, 0
    for place in range(low, high):
        edges = [10 ** (edge / DOUBT_BINS_A_DECADE) for edge in (place, place + 1)]
        axes.bar(edges[0], heights[place], width=(edges[1] - edges[0]) * 0.92, align="edge", color=ACCENT)
    axes.set_xscale("log")
    axes.set_xlim(1.15, LEAST_DOUBT / 1.15)
    shares = [1 - 10.0**exponent for exponent in range(0, floor(log10(LEAST_DOUBT)) - 1, -1)]
    axes.set_xticks([1 - share for share in shares], [_percent(sheet, share) for share in shares])
    axes.xaxis.set_minor_locator(NullLocator())


def _percent(sheet: Sheet, share: float) -> str:
    """Write as many decimals as tell the share from a whole: 99.99%."""
    text = f"{share * 100:.6g}".replace(".", sheet.wording.numbers.decimal)
    return f"{text}{sheet.wording.numbers.percent}"


def paint_confusion(sheet: Sheet, summary: Summary) -> None:
    """Shade each row by its own sum, so that a rare digit's mistakes show as clearly as a frequent one's."""
    sheet.canvas.set_size_inches(INCHES[0], INCHES[0] * 0.94)
    axes = sheet.add_axes()
    for label, row in enumerate(summary.confusion()):
        for read, count in enumerate(row):
            if count > 0:
                share = f"{sheet.wording.format_number(100 * count / sum(row))}{sheet.wording.numbers.percent}"
                _paint_cell(axes, (label, read), f"{sheet.wording.format_number(count)}\n{share}", count / sum(row))
        total = f"n = {sheet.wording.format_number(sum(row))}"
        axes.text(9.65, label, total, ha="left", va="center", fontsize=7.5, color=MUTED)
    axes.set(aspect="equal", xlim=(-0.5, 9.5), ylim=(9.5, -0.5), xticks=range(10), yticks=range(10))
    axes.set_xticks([place - 0.5 for place in range(11)], minor=True)
    axes.set_yticks([place - 0.5 for place in range(11)], minor=True)
    axes.grid(which="minor", linewidth=0.8)
    axes.tick_params(which="minor", length=0)
    axes.tick_params(labelcolor=INK)
    axes.spines[:].set_visible(False)


def _paint_cell(axes: Axes, place: tuple[int, int], text: str, share: float) -> None:
    """``place``: what people say, and what was read; ``text``: how many, and below it their share of the row."""
    label, read = place
    colour = ACCENT if label == read else SECOND
    strength = 0.12 + 0.88 * share
    axes.add_patch(Rectangle((read - 0.5, label - 0.5), 1, 1, facecolor=colour, alpha=strength, linewidth=0))
    contrast = PAPER if strength > 0.8 else INK
    axes.text(read, label, text, ha="center", va="center", fontsize=7 if len(text) < 11 else 5.5, color=contrast)


def paint_latency(sheet: Sheet, summary: Summary) -> None:
    axes = sheet.add_count_axes()
    heights: Counter[int] = Counter()
    total = summary.read.times.total
    for count, milliseconds in total.histogram():
        heights[floor(log10(milliseconds) * BINS_A_DECADE)] += count
    edges = {place: 10 ** (place / BINS_A_DECADE) for place in range(min(heights), max(heights) + 2)}
    for place, height in heights.items():
        width = (edges[place + 1] - edges[place]) * 0.94
        axes.bar(edges[place], height, width=width, align="edge", color=ACCENT)
    axes.set_xscale("log")
    axes.set_xlim(*_widen_to_a_decade(min(edges.values()), max(edges.values())))
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _milliseconds(sheet, value)))
    axes.xaxis.set_minor_locator(NullLocator())
    for name, share, side in (("median", 0.5, "right"), ("p95", 0.95, "left")):
        _paint_mark(axes, total.quantile(share) or 0, sheet.wording.marks[name], side)


def _milliseconds(sheet: Sheet, value: float) -> str:
    """Write a tick of a logarithmic axis with the one figure that it has."""
    return sheet.wording.format_number(value, max(0, -floor(log10(value))))


def _widen_to_a_decade(low: float, high: float) -> tuple[float, float]:
    """Return the limits with a little room on both sides, at least a decade apart."""
    room = max(1.1, sqrt(10 * low / high))
    return low / room, high * room


def _paint_mark(axes: Axes, milliseconds: float, name: str, side: str) -> None:
    """Paint a line from bottom to top, and its name to the left or the right."""
    axes.axvline(milliseconds, color=SECOND, linewidth=1.4)
    axes.annotate(
        name,
        (milliseconds, 1),
        xycoords=axes.get_xaxis_transform(),
        xytext=(-4 if side == "right" else 4, 1),
        textcoords="offset points",
        ha=side,
        va="bottom",
        color=SECOND,
        fontsize=9.5,
    )


def paint_training(sheet: Sheet, history: History) -> None:
    """Paint accuracy above loss, or the one of them that there is."""
    measures = [measure for measure in MEASURES if find_curves(history, measure)]
    sheet.canvas.set_size_inches(INCHES[0], INCHES[1] * (0.35 + 0.5 * len(measures)))
    panels = sheet.canvas.subplots(len(measures), 1, sharex=True, squeeze=False)[:, 0]
    names = {"accuracy": sheet.words.y, "loss": sheet.wording.marks["loss"]}
    ticks = {"accuracy": sheet.wording.format_share, "loss": lambda value: sheet.wording.format_number(value, 2)}
    for axes, measure in zip(panels, measures, strict=True):
        _paint_curves(axes, sheet, find_curves(history, measure))
        axes.set_ylabel(names[measure])
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _, tick=ticks[measure]: tick(value)))
        if measure == "loss":
            axes.set_ylim(bottom=0)
    panels[0].legend(frameon=False, loc="best", labelcolor=INK)
    panels[-1].set_xlabel(sheet.words.x)


def find_curves(history: History, measure: str) -> dict[str, Sequence[float]]:
    """Return what makes a curve, at least two epochs, under "train" and "test"."""
    curves = {name: history.get(f"{name}_{measure}", ()) for name in CURVES}
    return {name: values for name, values in curves.items() if len(values) > 1}


def _paint_curves(axes: Axes, sheet: Sheet, curves: Mapping[str, Sequence[float]]) -> None:
    for name, values in curves.items():
        epochs = range(1, len(values) + 1)
        axes.plot(epochs, values, marker="o", markersize=4, label=sheet.wording.marks[name], **CURVES[name])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
