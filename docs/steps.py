"""Paints steps of a way side by side: a row of squares each."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from handdraw_inference.drawings.glyphs import MIDDLE
from handdraw_inference.drawings.ink import Box
from handdraw_training.figure_style import BAND, GRID, INK

MARK = "#d1495b"
WIDTH = 11.0  # inches


def new_rows(titles: Sequence[str], names: Sequence[str], below: float = 0) -> tuple[NDArray[np.object_], Figure]:
    """Return axes, a row for each name and a column for each title, and their figure.

    ``below``: the room for labels below each row, in inches.
    """
    height = (WIDTH / len(titles) + below) * len(names) + 0.2
    figure = Figure(figsize=(WIDTH, height), layout="constrained", facecolor="white")
    rows = figure.subplots(len(names), len(titles))
    for axes, title in zip(rows[0], titles, strict=True):
        axes.set_title(title, fontsize=9, color=INK, loc="left")
    for axes, name in zip(rows[:, 0], names, strict=True):
        axes.set_ylabel(name, fontsize=9, color=INK)
    for axes in rows.flat:
        axes.set(xticks=[], yticks=[], facecolor=BAND)
        axes.set_box_aspect(1)
    return rows, figure


def tint(*layers: tuple[NDArray[np.generic], str]) -> NDArray[np.float64]:
    """Return layers of 0 to 255 in these colours, each over those before it, as red, green, blue of 0 to 1."""
    page = np.zeros((*layers[0][0].shape, 3))
    for levels, colour in layers:
        covered = levels.astype(float)[..., None] / 255
        page = page * (1 - covered) + covered * np.array(to_rgb(colour))
    return page


def frame(axes: Axes, box: Box) -> None:
    left, top, right, bottom = box
    corner = left - 0.5, top - 0.5
    axes.add_patch(Rectangle(corner, right - left, bottom - top, fill=False, edgecolor=MARK, linewidth=1.3))


def cross(axes: Axes) -> None:
    """Mark where the centre of mass of a glyph lies."""
    axes.axhline(MIDDLE - 0.5, color=MARK, linewidth=0.8)
    axes.axvline(MIDDLE - 0.5, color=MARK, linewidth=0.8)


def paint(axes: Axes, pixels: NDArray[np.generic]) -> None:
    """Show it in the middle of a square."""
    height, width = pixels.shape[:2]
    axes.imshow(pixels, cmap="grey", interpolation="nearest")
    margin = (max(height, width) - np.array([width, height])) / 2 + 0.5
    axes.set(xlim=(-margin[0], width - 1 + margin[0]), ylim=(height - 1 + margin[1], -margin[1]))
    axes.spines[:].set_color(GRID)
