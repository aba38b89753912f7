"""MNIST's digits as a caller may send them."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from handdraw_training.evaluation.trials.pictures import encode, generator, invert
from handdraw_training.pen.rendering import SIDE

Digit = NDArray[np.uint8]
"""[28, 28], white on black"""


def send_as_png(_name: str, digit: Digit) -> Image.Image:
    return encode(Image.fromarray(digit), "PNG")


def paste_on_canvas(name: str, digit: Digit) -> Image.Image:
    """Enlarge a digit smoothly, 4 to 8 times, and lay it black on white anywhere on a canvas of 280 px."""
    rng = generator(name, "canvas")
    side = round(28 * rng.uniform(4, 8))
    large = Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC)
    canvas = Image.new("L", (SIDE, SIDE), 255)
    left, top = (int(place) for place in rng.integers(0, SIDE - side + 1, 2))
    canvas.paste(invert(large), (left, top))
    return canvas
