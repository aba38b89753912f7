"""Draws normalisation.png, a drawing's way to the network, step by step. `make screenshots` runs it."""

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray
from PIL import Image, ImageOps

from handdraw_inference.drawings import normalisation
from handdraw_inference.drawings.paper import ink_on
from handdraw_training.pen.digits import handprinted_digit
from handdraw_training.pen.rendering import Pen, draw

DOCS = Path(__file__).resolve().parent
TEXT, MARK = "#22303c", "#d1495b"
TITLES = (
    "1  the drawing",
    "2  its ink, and the box of it",
    "3  fitted, 40 high or wide",
    "4  thickened, if thin",
    "5  centred by its mass",
    "6  the glyph, 28x28",
)


def main() -> None:
    drawn = Image.open(DOCS.parent / "examples" / "drawings" / "3.png").convert("L")
    _, strokes = handprinted_digit(np.random.default_rng(8))
    thin = ImageOps.invert(draw(strokes, Pen(width=3, size=0.8, place=(0.8, 0.3), smooth=True)))
    figure = Figure(figsize=(13, 4.9), dpi=110, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    rows = figure.subplots(2, len(TITLES))
    for axes, title in zip(rows[0], TITLES, strict=True):
        axes.set_title(title, fontsize=11, color=TEXT, loc="left")
    show_steps(rows[0], drawn)
    show_steps(rows[1], thin)
    figure.savefig(DOCS / "normalisation.png")


def show_steps(row: NDArray[np.object_], image: Image.Image) -> None:
    """Paint each step from the drawing to its glyph into one row of axes."""
    ink = ink_on(image)
    canvas = Image.fromarray(ink)
    box = normalisation.box_of(ink, canvas)
    crop = canvas.crop(box)
    fine = normalisation.fit(crop, normalisation.BOX * normalisation.FINER)
    glyph = normalisation.normalise(image)
    thick = normalisation.thicken(fine / fine.max(), crop, glyph.ink.stroke_px)
    left, top, right, bottom = box
    steps: list[NDArray[np.generic]] = [np.asarray(image), ink, fine, thick, enlarge_centred(thick), glyph.pixels]
    for axes, pixels in zip(row, steps, strict=True):
        paint(axes, pixels)
    row[1].add_patch(Rectangle((left, top), right - left, bottom - top, fill=False, edgecolor=MARK, linewidth=1.5))
    row[4].axhline(27.5, color=MARK, linewidth=1)
    row[4].axvline(27.5, color=MARK, linewidth=1)


def enlarge_centred(fine: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the centred glyph at 56x56, the scale at which its centre was found."""
    return np.asarray(Image.fromarray(normalisation.centre(fine)).resize((56, 56), Image.Resampling.NEAREST))


def paint(axes: Axes, pixels: NDArray[np.generic]) -> None:
    axes.imshow(pixels, cmap="grey", interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_xlabel(f"{pixels.shape[1]} x {pixels.shape[0]}", fontsize=9, color=TEXT)
    axes.spines[:].set_color("#c4ccd3")


if __name__ == "__main__":
    main()
