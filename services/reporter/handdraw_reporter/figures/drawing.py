"""The figures of a report: drawn from a summary as SVG and PNG, the same bytes each time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.layout_engine import ConstrainedLayoutEngine

from handdraw_contracts.reports import Figure, Language
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.figures import plots
from handdraw_reporter.figures.colours import GRID, INK, MUTED, PAPER
from handdraw_reporter.figures.plots import INCHES, MEASURES, History, Sheet
from handdraw_reporter.wording import Wording, wording

DPI: Final = 200
STYLE: Final = {
    "font.size": 10.5,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": GRID,
    "axes.facecolor": PAPER,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "svg.hashsalt": "handdraw",
    "svg.fonttype": "path",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    figure: Figure
    svg: bytes
    png: bytes


def draw(summary: Summary, history: History, language: Language) -> tuple[Drawn, ...]:
    """One without data is left out."""
    painters = {
        "digits": partial(plots.digits, summary=summary) if summary.classified else None,
        "confidence": partial(plots.confidence, summary=summary) if summary.classified else None,
        "latency": partial(plots.latency, summary=summary) if summary.total_ms.total else None,
        "confusion": partial(plots.confusion, summary=summary) if summary.labelled.total() > 0 else None,
        "training": partial(plots.training, history=history)
        if any(plots.told(history, one) for one in MEASURES)
        else None,
    }
    with mpl.rc_context(STYLE):
        return tuple(_drawn(name, paint, wording(language)) for name, paint in painters.items() if paint)


def _drawn(name: str, paint: Callable[[Sheet], None], words: Wording) -> Drawn:
    canvas = Canvas(figsize=INCHES, layout=ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08), facecolor=PAPER)
    told = words.figures[name]
    paint(Sheet(canvas, told, words))
    svg, png = BytesIO(), BytesIO()
    FigureCanvasSVG(canvas).print_svg(svg, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    FigureCanvasAgg(canvas)
    canvas.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
    return Drawn(Figure(name=name, title=told.title, description=told.description), svg.getvalue(), png.getvalue())
