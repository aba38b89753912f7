"""Makes the window's icon: a digit in the hand of examples/drawings, and the tip of the pen that drew it.

python clients/desktop/assets/icon.py
"""

from pathlib import Path
from uuid import UUID

from PIL import Image, ImageDraw

from handdraw_desktop.drawing.raster import rasterise
from handdraw_desktop.drawing.recorded import read_strokes
from handdraw_desktop.drawing.strokes import SIDE, Drawing, Point, Stroke
from handdraw_desktop.view.palette import DARK, LIGHT, Colour

ROOT = Path(__file__).resolve().parents[3]
STROKES = ROOT / "examples" / "drawings" / "strokes.txt"
ICONS = Path(__file__).resolve().parent.parent / "handdraw_desktop" / "view" / "icons"
SIZES = (32, 48, 64, 128, 256)
DIGIT = 2
ROUNDNESS, PEN_PX, TIP_PX, GROWN = 0.22, 30, 24, 1.06
SMOOTH = 8  # shapes are drawn so much larger, then averaged


def make(side: int) -> Image.Image:
    stroke = _grown(read_strokes(STROKES, DIGIT)[0])
    ink = rasterise(Drawing(UUID(int=0), (Stroke(stroke, PEN_PX),)), side)
    picture = _shape(side, LIGHT.accent, (0, 0, side, side), ROUNDNESS * side)
    picture.paste(LIGHT.paper, (0, 0), Image.fromarray(255 - ink))
    x, y, radius = (one * side / SIDE for one in (*stroke[-1], TIP_PX))
    picture.alpha_composite(_shape(side, DARK.focus, (x - radius, y - radius, x + radius, y + radius), radius))
    return picture


def _grown(stroke: tuple[Point, ...]) -> tuple[Point, ...]:
    """About the middle of what it covers, which becomes the icon's."""
    middles = [(min(axis) + max(axis)) / 2 for axis in zip(*stroke, strict=True)]
    return tuple((SIDE / 2 + (x - middles[0]) * GROWN, SIDE / 2 + (y - middles[1]) * GROWN) for x, y in stroke)


def _shape(side: int, colour: Colour, box: tuple[float, float, float, float], radius: float) -> Image.Image:
    large = Image.new("L", (side * SMOOTH, side * SMOOTH))
    corners = [one * SMOOTH for one in box]
    ImageDraw.Draw(large).rounded_rectangle(corners, radius * SMOOTH, fill=255)
    picture = Image.new("RGBA", (side, side), (*colour, 255))
    picture.putalpha(large.resize((side, side), Image.Resampling.BOX))
    return picture


if __name__ == "__main__":
    ICONS.mkdir(exist_ok=True)
    for size in SIZES:
        make(size).save(ICONS / f"handdraw-{size}.png", optimize=True)
