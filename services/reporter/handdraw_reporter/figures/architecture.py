"""The network's blocks from top to bottom, each with the form of what it hands on."""

from collections.abc import Sequence
from math import log2
from typing import Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from handdraw_reporter.cards.blocks import Block
from handdraw_reporter.cards.layers import Shape
from handdraw_reporter.cards.naming import detail_block, name_block, name_shape
from handdraw_reporter.figures.colours import ACCENT, GRID, INK, MUTED, PAPER, SECOND
from handdraw_reporter.figures.plots import INCHES, Sheet
from handdraw_reporter.wording import Wording

ROW: Final = 0.56
"""Inches from a block to the next; every length here is in inches."""
FORM_X: Final = 0.62
WORDS_X: Final = 1.25
TALLEST: Final = 0.34
PLATES: Final = 5
DOTS: Final = 10


class _Row(NamedTuple):
    name: str
    detail: str
    shape: Shape | None


def paint_architecture(sheet: Sheet, picture: Shape, blocks: Sequence[Block]) -> None:
    words, height = sheet.wording, ROW * (len(blocks) + 1)
    sheet.canvas.set_size_inches(INCHES[0], height + 0.1)
    axes = sheet.canvas.add_subplot()
    axes.set(xlim=(0, INCHES[0]), ylim=(height, 0), aspect="equal")
    axes.set_axis_off()
    _paint_row(axes, 0, _Row(words.blocks["input"], "", picture), words)
    for place, block in enumerate(blocks, 1):
        axes.axhline(ROW * place, color=GRID, linewidth=0.8, xmin=WORDS_X / INCHES[0])
        _paint_arrow(axes, place)
        if block.is_residual:
            _paint_way_round(axes, place)
        _paint_row(axes, place, _Row(name_block(block, words), detail_block(block, words), block.shape), words)


def _paint_row(axes: Axes, place: int, row: _Row, words: Wording) -> None:
    middle = ROW * (place + 0.5)
    line = middle - 0.03 if row.detail else middle + 0.06
    _paint_form(axes, middle, row.shape)
    axes.text(WORDS_X, line, row.name, color=INK, fontsize=9.5)
    axes.text(WORDS_X, middle + 0.15, row.detail, color=MUTED, fontsize=7.5)
    if row.shape is not None:
        axes.text(INCHES[0], line, name_shape(row.shape, words), ha="right", color=INK, fontsize=9)


def _paint_form(axes: Axes, middle: float, shape: Shape | None) -> None:
    """A pile of plates, as large as the picture is and higher for more channels; a row of dots for numbers."""
    if shape is None:
        axes.add_patch(Circle((FORM_X, middle), 0.05, facecolor=ACCENT, linewidth=0))
    elif len(shape) == 1:
        count = min(shape[0], DOTS)
        for dot in range(count):
            axes.add_patch(
                Circle((FORM_X + 0.07 * (dot - (count - 1) / 2), middle), 0.025, facecolor=ACCENT, linewidth=0)
            )
    else:
        side = TALLEST * max(0.16, min(1.0, shape[0] / 28))
        count = min(PLATES, 1 + round(log2(shape[-1]) / 2))
        for plate in range(count):
            shift = 0.045 * (plate - (count - 1) / 2)
            corner = (FORM_X - side / 2 + shift, middle - side / 2 + shift * 0.5)
            axes.add_patch(Rectangle(corner, side, side, facecolor=ACCENT, edgecolor=PAPER, linewidth=0.7))


def _paint_arrow(axes: Axes, place: int) -> None:
    ends = ((FORM_X, ROW * place - 0.055), (FORM_X, ROW * place + 0.055))
    axes.add_patch(FancyArrowPatch(*ends, arrowstyle="->", mutation_scale=6, color=MUTED, shrinkA=0, shrinkB=0))


def _paint_way_round(axes: Axes, place: int) -> None:
    ends = ((FORM_X - 0.3, ROW * place), (FORM_X - 0.3, ROW * (place + 1)))
    bow = FancyArrowPatch(
        *ends,
        connectionstyle="arc3,rad=0.55",
        arrowstyle="->",
        mutation_scale=8,
        color=SECOND,
        linewidth=1.3,
        shrinkA=0,
        shrinkB=0,
    )
    axes.add_patch(bow)
