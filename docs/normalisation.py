"""Draws normalisation.png and clutter.png, a drawing's way to the network, step by step. `make screenshots` runs it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scenes
from numpy.typing import NDArray
from PIL import Image, ImageOps
from steps import MARK, cross, frame, new_rows, paint, tint

from handdraw_inference.drawings import glyphs, normalisation
from handdraw_inference.drawings.clutter import Reading, find_ink, find_readings, find_strokes
from handdraw_inference.drawings.marks import Marks
from handdraw_inference.drawings.overview import look_at
from handdraw_inference.drawings.paper import lay_out
from handdraw_training.figure_style import INK, MUTED, save
from handdraw_training.pen.rendering import Pen, draw

DOCS = Path(__file__).resolve().parent
LEFT_OUT, DOUBTFUL = "#5f7487", "#e0a030"
PALE = 2  # times: paler ink is shown so much stronger
SHORT_WAY = (
    "1  the drawing",
    "2  its ink, from afar",
    "3  its ink, to the pixel",
    "4  fitted, 40 high or wide",
    "5  thickened, if thin",
    "6  centred: the glyph",
)
LONG_WAY = (
    "1  the picture",
    "2  from afar, 93x93",
    "3  its ink, light levelled",
    "4  without lines",
    "5  the marks kept",
    "6  the glyph, 28x28",
)
IN_DOUBT = "in doubt there are two readings:\nthe network scores both, and the surer is kept"


def main() -> None:
    drawn = Image.open(DOCS.parent / "examples" / "drawings" / "3.png").convert("L")
    thin = draw(scenes.strokes_of(7), Pen(width=3, size=0.8, place=(0.8, 0.3), smooth=True))
    rows, figure = new_rows(SHORT_WAY, ("a thick 3 on white", "a thin 7 on black"), below=0.13)
    show_short_way(rows[0], drawn)
    show_short_way(rows[1], ImageOps.invert(thin))
    save(figure, DOCS / "normalisation.png")

    rows, figure = new_rows(LONG_WAY, [*(name for name, _ in scenes.SCENES), ""])
    for row, (_, draw_scene) in zip(rows, scenes.SCENES, strict=False):
        show_long_way(row, draw_scene())
    show_other_reading(rows[-1], scenes.draw_with_stray_stroke())
    save(figure, DOCS / "clutter.png")


def show_short_way(row: NDArray[np.object_], picture: Image.Image) -> None:
    """Paint each step from a clean drawing to its glyph into one row of axes."""
    seen = normalisation.survey(picture)
    ink, overview = seen.canvas.ink, seen.overview
    left, top, right, bottom = box = normalisation.box_of(ink, overview)
    crop, contrast = ink[top:bottom, left:right], np.float32(ink.max())
    fine = glyphs.fit(crop, glyphs.BOX * glyphs.FINER) / contrast
    peak = normalisation.find_peak(fine)
    (glyph,) = normalisation.find_glyphs(seen)
    thick = glyphs.thicken(np.minimum(fine / peak, 1), crop, glyph.ink.stroke_px, peak * contrast)
    steps: tuple[NDArray[Any], ...] = (np.asarray(picture), overview.grid, ink, fine, thick, glyph.pixels)
    for axes, pixels in zip(row, steps, strict=True):
        paint(axes, pixels)
        axes.set_xlabel(f"{pixels.shape[1]} x {pixels.shape[0]}", fontsize=8, color=MUTED, labelpad=2)
    if overview.box is not None:
        frame(row[1], overview.box)
    frame(row[2], box)
    cross(row[5])


def show_long_way(row: NDArray[np.object_], picture: Image.Image) -> None:
    """Paint each step from a picture that holds something else to its glyph, or the likelier of two."""
    canvas = lay_out(picture)
    ink, _ = find_ink(canvas)
    strokes, _ = find_strokes(ink)
    readings = find_readings(canvas)
    paint(row[0], np.asarray(picture))
    paint(row[1], look_at(canvas.ink).grid)
    paint(row[2], ink)
    paint(row[3], tint((np.minimum(PALE * ink.astype(float), 255), MARK), (255 * strokes, "white")))
    show_reading(row[4:], strokes, readings)


def show_other_reading(row: NDArray[np.object_], picture: Image.Image) -> None:
    canvas = lay_out(picture)
    strokes, _ = find_strokes(find_ink(canvas)[0])
    for axes in row[:4]:
        axes.set_axis_off()
    said = row[3].text(0.95, 0.5, IN_DOUBT, transform=row[3].transAxes, ha="right", va="center", fontsize=9, color=INK)
    said.set_in_layout(False)
    show_reading(row[4:], strokes, find_readings(canvas)[::-1])


def show_reading(row: NDArray[np.object_], strokes: Marks, readings: Sequence[Reading]) -> None:
    """Paint the first of these readings: its marks white, what the others have beside, and what is left out."""
    own = [255 * (strokes & (reading.ink > 0)) for reading in readings]
    paint(row[0], tint((255 * strokes, LEFT_OUT), (own[-1], DOUBTFUL), (own[0], "white")))
    frame(row[0], readings[0].box)
    paint(row[1], normalisation.make_glyph(readings[0]).pixels)


if __name__ == "__main__":
    main()
