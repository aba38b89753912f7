"""The look that all figures of training share."""

from pathlib import Path
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

PAPER, INK, MUTED, GRID, BAND = "#ffffff", "#22303c", "#5b6875", "#e3e8ec", "#eef4f7"
ACCENT, SECOND = "#0b6e99", "#b4561f"
SETS = (ACCENT, "#d08c2c", "#5f8f4e", "#8a5a9e", SECOND, "#7a8794")
DPI = 150
STYLE: Final[dict[Any, object]] = {  # by rcParams' names
    "font.size": 9.5,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.titlecolor": INK,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titlepad": 9,
    "axes.edgecolor": GRID,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
}


def new_figure(width: float, height: float, title: str) -> Figure:
    """Return a figure of ``width`` x ``height`` inches. Call it, and draw on it, inside ``mpl.rc_context(STYLE)``."""
    layout = ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.1, wspace=0.03, hspace=0.03)
    figure = Figure(figsize=(width, height), layout=layout, facecolor=PAPER)
    figure.suptitle(title, x=0.012, ha="left", fontsize=12.5, fontweight="bold")
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a PNG that is the same to the byte each time."""
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=DPI, metadata={"Software": None})


def hide_spines(axes: Axes) -> None:
    axes.spines[:].set_visible(False)
