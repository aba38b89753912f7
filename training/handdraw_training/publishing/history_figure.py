"""history.png: how accuracy and loss went, epoch by epoch."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from handdraw_training import figure_style
from handdraw_training.figure_style import ACCENT, GRID, SECOND, SETS
from handdraw_training.publishing.card import ModelCard

LINES = {
    "train": ("train (mean over the epoch)", SETS[-1], "o--"),
    "validation": ("validation (after the epoch)", SECOND, "s-"),
    "test": ("test (after the epoch)", ACCENT, "o-"),
}


def write(card: ModelCard, path: Path) -> None:
    with mpl.rc_context(figure_style.STYLE):
        figure = figure_style.new_figure(9, 4, headline(card))
        accuracy, loss = figure.subplots(1, 2)
        draw(accuracy, "Accuracy", "accuracy", card.history)
        accuracy.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=1))
        draw(loss, "Loss (cross-entropy)", "loss", card.history)
        loss.set_ylim(bottom=0)
        figure_style.save(figure, path)


def headline(card: ModelCard) -> str:
    accuracy = card.metrics["test_accuracy"]
    right = f"{accuracy:.2%} of {card.data.test:,} test digits right"
    return f"{card.name} {card.version}, recipe {card.recipe}: {right}"


def draw(axes: Axes, title: str, measure: str, history: Mapping[str, Sequence[float]]) -> None:
    for part, (label, colour, style) in LINES.items():
        if values := history.get(f"{part}_{measure}"):
            axes.plot(range(1, len(values) + 1), values, style, color=colour, label=label)
    axes.set_xlabel("Epoch")
    axes.set_ylabel(title)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(color=GRID)
    axes.legend()
