"""Digits as people, programs and cameras make pictures of them: each condition under which reading is measured."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO

import numpy as np
from PIL import Image

from handdraw_inference.drawings.decoding import open_drawing
from handdraw_training.pen.rendering import Pen, draw
from handdraw_training.pen.strokes import StrokeDrawing, Strokes

SEED = 7
WIDTH = 8  # px
SMALLEST, LARGEST = 0.35, 0.85  # of the canvas
WIDTHS = (3, 5, 8, 12, 16, 20, 28)
SIZES = (0.15, 0.35, 0.5, 0.7, 0.85)
CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))
EDGES = ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5))


@dataclass(frozen=True)
class Condition:
    """``picture``: of one digit, the same each time; compared with how it is ordinarily drawn."""

    group: str
    name: str
    picture: Callable[[StrokeDrawing], Image.Image]


def chance(name: str, purpose: str = "") -> np.random.Generator:
    """The same for the same drawing and purpose, whatever else is drawn."""
    return np.random.default_rng([SEED, zlib.crc32(f"{purpose}{name}".encode())])


def ordinary(name: str) -> Pen:
    """A square pen of 8 px; the digit's size and place are left to chance, mostly near the middle."""
    rng = chance(name)
    size = rng.uniform(SMALLEST, LARGEST)
    x, y = (float(place) for place in 0.5 + np.clip(rng.normal(0, 0.35, 2), -1, 1) / 2)
    return Pen(WIDTH, size, (x, y))


def drawn(one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, ordinary(one.id))


def with_width(width: int, one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, replace(ordinary(one.id), width=width))


def with_size(size: float, one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, replace(ordinary(one.id), size=size))


def at(places: tuple[tuple[float, float], ...], one: StrokeDrawing) -> Image.Image:
    place = places[int(chance(one.id, "place").integers(len(places)))]
    return draw(one.strokes, replace(ordinary(one.id), place=place))


def rounded(one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, replace(ordinary(one.id), round=True))


def smooth(one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, replace(ordinary(one.id), round=True, smooth=True))


def grainy(sigma: float, one: StrokeDrawing) -> Image.Image:
    return with_grain(np.asarray(drawn(one), np.float64), sigma, chance(one.id, "grain"))


def with_grain(levels: np.ndarray, sigma: float, rng: np.random.Generator) -> Image.Image:
    noisy = levels + rng.normal(0, sigma, levels.shape)
    return Image.fromarray(noisy.round().clip(0, 255).astype(np.uint8))


def specked(one: StrokeDrawing) -> Image.Image:
    """30 pixels turned to their opposite, wherever they are."""
    levels, rng = np.array(drawn(one)), chance(one.id, "specks")
    rows, columns = rng.integers(0, levels.shape[0], 30), rng.integers(0, levels.shape[1], 30)
    levels[rows, columns] = 255 - levels[rows, columns]
    return Image.fromarray(levels)


def as_jpeg(quality: int, one: StrokeDrawing) -> Image.Image:
    return encoded(drawn(one), "JPEG", quality=quality)


def photographed(one: StrokeDrawing) -> Image.Image:
    """Grey ink on warm paper, light from one side, grain, and the JPEG that a phone makes of it."""
    rng = chance(one.id, "photograph")
    ink = 1 - np.asarray(smooth(one), np.float64) / 255
    side = np.linspace(-1, 1, ink.shape[0])
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(15, 45)
    light = 205 + fall * (np.cos(angle) * side[None, :] + np.sin(angle) * side[:, None]) / 1.4
    levels = light * (1 - ink * rng.uniform(0.6, 0.85))
    colours = np.stack([levels, levels * 0.985, levels * 0.94], axis=2)
    return encoded(with_grain(colours, 5, rng), "JPEG", quality=80)


def encoded(image: Image.Image, form: str, **options: int) -> Image.Image:
    """As the gateway gets it: as the bytes of a file."""
    file = BytesIO()
    image.save(file, form, **options)
    return open_drawing(file.getvalue())


def inverted(image: Image.Image) -> Image.Image:
    return image.point([255 - level for level in range(256)])


def on_transparency(level: int, image: Image.Image) -> Image.Image:
    layer = Image.new("LA", image.size, (level, 255))
    layer.putalpha(inverted(image))
    return layer


VARIANTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "white on black": inverted,
    "black on transparency": partial(on_transparency, 0),
    "white on transparency": partial(on_transparency, 255),
    "in three colours, all grey": lambda image: image.convert("RGB"),
}
"""of a picture, black on white: what must be read the same to the last bit"""


def either(one: StrokeDrawing) -> Image.Image:
    """Every other drawing antialiased."""
    return smooth(one) if chance(one.id, "smooth").random() < 0.5 else drawn(one)


CONDITIONS = (
    *(Condition("pen width", f"{width} px", partial(with_width, width)) for width in WIDTHS),
    *(Condition("size", f"{size:.0%}", partial(with_size, size)) for size in SIZES),
    Condition("place", "centre", partial(at, ((0.5, 0.5),))),
    Condition("place", "edges", partial(at, EDGES)),
    Condition("place", "corners", partial(at, CORNERS)),
    Condition("pen", "round", rounded),
    Condition("pen", "antialiased", smooth),
    Condition("noise", "grain, sigma 10", partial(grainy, 10)),
    Condition("noise", "grain, sigma 25", partial(grainy, 25)),
    Condition("noise", "30 specks", specked),
    *(Condition("JPEG", f"quality {quality}", partial(as_jpeg, quality)) for quality in (90, 50, 20)),
    Condition("photograph", "a page", photographed),
)


def sketched(strokes: Strokes, name: str) -> Image.Image:
    """Whatever is made up, as an ordinary pen draws it."""
    return draw(strokes, ordinary(name))
