"""The figures of a report, rendered from a summary as SVG and PNG: the same bytes each time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas
from matplotlib.layout_engine import ConstrainedLayoutEngine

from handdraw_contracts.classifications import ModelDescription
from handdraw_contracts.reports import Fact, Figure, Language
from handdraw_reporter.cards.blocks import find_blocks
from handdraw_reporter.cards.section import ARCHITECTURE
from handdraw_reporter.counting.summary import Summary
from handdraw_reporter.figures import plots
from handdraw_reporter.figures.architecture import paint_architecture
from handdraw_reporter.figures.colours import GRID, INK, MUTED, PAPER
from handdraw_reporter.figures.course import BARS, paint_stages, paint_timeline
from handdraw_reporter.figures.lettering import set_letters
from handdraw_reporter.figures.plots import INCHES, MEASURES, History, Sheet, find_curves
from handdraw_reporter.figures.rightness import paint_reliability, paint_scores
from handdraw_reporter.figures.shifts import find_shifts, paint_drift
from handdraw_reporter.wording import Wording, load_wording

DPI: Final = 200
STYLE: Final[dict[Any, object]] = {  # by rcParams' names
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
class RenderedFigure:
    figure: Figure
    svg: bytes
    png: bytes


def render_figures(
    summary: Summary,
    history: History,
    language: Language,
    time_zone: str = "UTC",
    *,
    facts: Sequence[Fact] = (),
) -> tuple[RenderedFigure, ...]:
    """Render every figure for which there is data; the drift from ``facts``."""
    shifts, is_labelled = find_shifts(facts), summary.labelled.total() > 0
    painters = {
        "timeline": partial(paint_timeline, summary=summary) if summary.drawn.find_step(BARS)[1] > 1 else None,
        "drift": partial(paint_drift, shifts=shifts) if shifts else None,
        "digits": partial(plots.paint_digits, summary=summary) if summary.classified else None,
        "confidence": partial(plots.paint_confidence, summary=summary) if summary.classified else None,
        "latency": partial(plots.paint_latency, summary=summary) if summary.classified else None,
        "stages": partial(paint_stages, summary=summary) if summary.classified else None,
        "confusion": partial(plots.paint_confusion, summary=summary) if is_labelled else None,
        "scores": partial(paint_scores, summary=summary) if is_labelled else None,
        "reliability": partial(paint_reliability, summary=summary) if summary.calibration.is_whole else None,
        "training": partial(plots.paint_training, history=history)
        if any(find_curves(history, one) for one in MEASURES)
        else None,
    }
    words = load_wording(language, time_zone)
    with mpl.rc_context(STYLE):
        return tuple(_render(name, paint, words) for name, paint in painters.items() if paint)


def render_architecture(model: ModelDescription | None, language: Language) -> tuple[RenderedFigure, ...]:
    """Render the network's blocks, where the gateway told of a card that describes them."""
    blocks = find_blocks(model) if model else ()
    if model is None or not blocks:
        return ()
    paint = partial(paint_architecture, picture=model.input.shape, blocks=blocks)
    with mpl.rc_context(STYLE):
        return (_render(ARCHITECTURE, paint, load_wording(language)),)


def _render(name: str, paint: Callable[[Sheet], None], wording: Wording) -> RenderedFigure:
    canvas = Canvas(figsize=INCHES, layout=ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08), facecolor=PAPER)
    words = wording.figures[name]
    paint(Sheet(canvas, words, wording))
    set_letters(canvas)
    svg, png = BytesIO(), BytesIO()
    undated = {"Date": None, "Creator": None, "Format": None, "Type": None}
    FigureCanvasSVG(canvas).print_svg(svg, metadata=undated)  # type: ignore[no-untyped-call]
    FigureCanvasAgg(canvas)
    canvas.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
    figure = Figure(name=name, title=words.title, description=words.description)
    return RenderedFigure(figure, svg.getvalue(), png.getvalue())
