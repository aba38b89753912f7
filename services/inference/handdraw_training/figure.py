"""history.png: how accuracy and loss went, epoch by epoch."""

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator, PercentFormatter

from handdraw_training.card import ModelCard

TRAIN, TEST, INK, GRID = "#7a8794", "#0b6e99", "#22303c", "#e3e8ec"


def write(card: ModelCard, path: Path) -> None:
    figure = Figure(figsize=(9, 4), dpi=150, layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.12), facecolor="white")
    canvas = FigureCanvasAgg(figure)
    accuracy, loss = figure.subplots(1, 2)
    draw(accuracy, "Accuracy", card.history.train_accuracy, card.history.test_accuracy)
    accuracy.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=1))
    draw(loss, "Loss (cross-entropy)", card.history.train_loss, card.history.test_loss)
    loss.set_ylim(bottom=0)
    figure.suptitle(headline(card), color=INK, fontsize=12, fontweight="bold")
    canvas.print_png(path)


def headline(card: ModelCard) -> str:
    right = f"{card.metrics.test_accuracy:.2%} of {card.data.test:,} test digits right"
    return f"{card.name} {card.version}, recipe {card.recipe}: {right}"


def draw(axes: Axes, measure: str, train: tuple[float, ...], test: tuple[float, ...]) -> None:
    epochs = range(1, len(train) + 1)
    axes.plot(epochs, train, color=TRAIN, linestyle="--", marker="o", label="train (mean over the epoch)")
    axes.plot(epochs, test, color=TEST, linewidth=2, marker="o", label="test (after the epoch)")
    axes.set_xlabel("Epoch", color=INK)
    axes.set_ylabel(measure, color=INK)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(color=GRID)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
