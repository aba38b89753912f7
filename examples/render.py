"""Draws the sample digits of drawings/strokes.txt as PNGs, as a drawing program with a soft pen would.

.venv/bin/python examples/render.py
"""

from pathlib import Path

from PIL import Image, ImageDraw

Stroke = list[tuple[float, float]]

DRAWINGS = Path(__file__).with_name("drawings")
SIDE = 280  # px, as the desktop client's canvas
PEN = 16
SMOOTH = 4  # times as large while it is drawn; then averaged


def read_strokes(text: str) -> dict[int, list[Stroke]]:
    """Return each digit's strokes, as points in 0..100 with y pointing down."""
    drawings = {}
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        digit, _, strokes = line.partition(":")
        drawings[int(digit)] = [[_point(point) for point in stroke.split()] for stroke in strokes.split("|")]
    return drawings


def _point(text: str) -> tuple[float, float]:
    x, _, y = text.partition(",")
    return float(x), float(y)


def render(strokes: list[Stroke], side: int = SIDE, pen: int = PEN) -> Image.Image:
    """Draw strokes in black on white, as an image of mode L."""
    scale, radius = side * SMOOTH / 100, pen * SMOOTH / 2
    image = Image.new("L", (side * SMOOTH, side * SMOOTH), 255)
    brush = ImageDraw.Draw(image)
    for stroke in strokes:
        points = [(x * scale, y * scale) for x, y in stroke]
        brush.line(points, fill=0, width=pen * SMOOTH, joint="curve")
        for x, y in (points[0], points[-1]):
            brush.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)
    return image.reduce(SMOOTH)


def main() -> None:
    for digit, strokes in read_strokes((DRAWINGS / "strokes.txt").read_text()).items():
        render(strokes).save(DRAWINGS / f"{digit}.png", optimize=True)


if __name__ == "__main__":
    main()
