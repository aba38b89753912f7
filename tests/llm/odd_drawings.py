"""Drawings that are hard to read, such as a person in a hurry makes them."""

import io
import math
from typing import Final

from PIL import Image, ImageDraw

Stroke = list[tuple[float, float]]
SIDE: Final = 280


def _arc(x: float, y: float, radius: float, first: int, last: int, flat: float = 1.0) -> Stroke:
    """Return points on an ellipse; degrees go clockwise from the right."""
    turns = [math.radians(degrees) for degrees in range(first, last + 1, 5)]
    return [(x + radius * math.cos(turn), y + flat * radius * math.sin(turn)) for turn in turns]


ODD: Final[tuple[tuple[int, list[Stroke]], ...]] = (
    (9, [[*_arc(140, 105, 45, 20, 330), (185, 90), (150, 230)]]),
    (4, [[(100, 60), (95, 130), (185, 120)], [(180, 70), (150, 230)], [(105, 62), (178, 72)]]),
    (7, [[(90, 80), (190, 75), (140, 150), (120, 230)], [(95, 150), (185, 140)]]),
    (6, [[(180, 60), (110, 150), *_arc(140, 190, 38, 180, 460)]]),
    (5, [[(185, 70), (110, 75), (105, 130), *_arc(135, 175, 45, 270, 500)]]),
    (1, [[(110, 110), (150, 60), (140, 230)], [(95, 230), (190, 228)]]),
    (8, [[*_arc(140, 100, 35, 90, 400), *_arc(140, 185, 45, 270, 560)]]),
    (0, [[*_arc(140, 145, 70, -60, 250, 1.2), (170, 150), (120, 100)]]),
)
"""What was meant, and the strokes."""


def list_odd_drawings() -> list[tuple[int, bytes]]:
    """Return what was meant with each picture."""
    return [(digit, _draw(strokes)) for digit, strokes in ODD]


def _draw(strokes: list[Stroke]) -> bytes:
    image = Image.new("L", (SIDE, SIDE), 255)
    brush = ImageDraw.Draw(image)
    for stroke in strokes:
        brush.line(stroke, fill=0, width=12, joint="curve")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
