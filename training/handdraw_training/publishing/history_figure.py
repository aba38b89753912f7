"""history.png: how accuracy and loss went, epoch by epoch."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator, PercentFormatter

from handdraw_training.publishing.card import ModelCard

INK, GRID = "#22303c", "#e3e8ec"
LINES = {
    "train": ("train (mean over the epoch)", "#7a8794", "o--"),
    "validation": ("validation (after the epoch)", "#b4581c", "s-"),
    "test": ("test (after the epoch)", "#0b6e99", "o-"),
}


def write(card: ModelCard, path: Path) -> None:
    figure = Figure(figsize=(9, 4), dpi=150, layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12), facecolor="white")
    canvas = FigureCanvasAgg(figure)
    accuracy, loss = figure.subplots(1, 2)
    draw(accuracy, "Accuracy", "accuracy", card.history)
    accuracy.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=1))
    draw(loss, "Loss (cross-entropy)", "loss", card.history)
    loss.set_ylim(bottom=0)
    figure.suptitle(headline(card), color=INK, fontsize=12, fontweight="bold")
    canvas.print_png(path)


def headline(card: ModelCard) -> str:
    accuracy = card.metrics["test_accuracy"]
    right = f"{accuracy:.2%} of {card.data.test:,} test digits right"
    return f"{card.name} {card.version}, recipe {card.recipe}: {right}"


def draw(axes: Axes, title: str, measure: str, history: Mapping[str, Sequence[float]]) -> None:
    for part, (label, colour, style) in LINES.items():
        if values := history.get(f"{part}_{measure}"):
            axes.plot(range(1, len(values) + 1), values, style, color=colour, label=label)
    axes.set_xlabel("Epoch", color=INK)
    axes.set_ylabel(title, color=INK)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(color=GRID)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
