"""Draws digits as people, programs and cameras do: every condition under which reading is measured."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from io import BytesIO

import numpy as np
from PIL import Image

from handdraw_inference.drawings.decoding import decode, open_drawing
from handdraw_training.pen.rendering import Pen, draw
from handdraw_training.pen.strokes import StrokeDrawing, Strokes

SEED = 7
WIDTH = 8  # px
SMALLEST, LARGEST = 0.35, 0.85  # of the canvas
WIDTHS = (1, 2, 3, 5, 8, 12, 16, 20, 24, 28, 40, 48)
SIZES = (0.15, 0.35, 0.5, 0.7, 0.85)
CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))
EDGES = ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5))


@dataclass(frozen=True)
class Condition:
    """``picture`` draws a digit, the same each time, to be compared with its ordinary drawing."""

    group: str
    name: str
    picture: Callable[[StrokeDrawing], Image.Image]


def generator(name: str, purpose: str = "") -> np.random.Generator:
    """Return a random generator that depends on the drawing and the purpose alone, not on what else is drawn."""
    return np.random.default_rng([SEED, zlib.crc32(f"{purpose}{name}".encode())])


def ordinary_pen(name: str) -> Pen:
    """Return a square pen of 8 px whose size and place are left to chance, mostly near the middle."""
    rng = generator(name)
    size = rng.uniform(SMALLEST, LARGEST)
    x, y = (float(place) for place in 0.5 + np.clip(rng.normal(0, 0.35, 2), -1, 1) / 2)
    return Pen(WIDTH, size, (x, y))


def draw_ordinarily(one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, ordinary_pen(one.id))


def draw_with_width(width: int, one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, replace(ordinary_pen(one.id), width=width))


def draw_with_size(size: float, one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, replace(ordinary_pen(one.id), size=size))


def draw_at(places: tuple[tuple[float, float], ...], one: StrokeDrawing) -> Image.Image:
    place = places[int(generator(one.id, "place").integers(len(places)))]
    return draw(one.strokes, replace(ordinary_pen(one.id), place=place))


def draw_round(one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, replace(ordinary_pen(one.id), round=True))


def draw_smooth(one: StrokeDrawing) -> Image.Image:
    return draw(one.strokes, replace(ordinary_pen(one.id), round=True, smooth=True))


def draw_grainy(sigma: float, one: StrokeDrawing) -> Image.Image:
    return add_grain(np.asarray(draw_ordinarily(one), np.float64), sigma, generator(one.id, "grain"))


def add_grain(levels: np.ndarray, sigma: float, rng: np.random.Generator) -> Image.Image:
    noisy = levels + rng.normal(0, sigma, levels.shape)
    return Image.fromarray(noisy.round().clip(0, 255).astype(np.uint8))


def draw_specked(one: StrokeDrawing) -> Image.Image:
    """Invert 30 random pixels."""
    levels, rng = np.array(draw_ordinarily(one)), generator(one.id, "specks")
    rows, columns = rng.integers(0, levels.shape[0], 30), rng.integers(0, levels.shape[1], 30)
    levels[rows, columns] = 255 - levels[rows, columns]
    return Image.fromarray(levels)


def draw_as_jpeg(quality: int, one: StrokeDrawing) -> Image.Image:
    return encode(draw_ordinarily(one), "JPEG", quality=quality)


def draw_photographed(one: StrokeDrawing) -> Image.Image:
    """Draw grey ink on warm paper, lit from one side, with grain, as the JPEG that a phone makes of it."""
    rng = generator(one.id, "photograph")
    ink = 1 - np.asarray(draw_smooth(one), np.float64) / 255
    side = np.linspace(-1, 1, ink.shape[0])
    angle, fall = rng.uniform(0, 2 * np.pi), rng.uniform(15, 45)
    light = 205 + fall * (np.cos(angle) * side[None, :] + np.sin(angle) * side[:, None]) / 1.4
    levels = light * (1 - ink * rng.uniform(0.6, 0.85))
    colours = np.stack([levels, levels * 0.985, levels * 0.94], axis=2)
    return encode(add_grain(colours, 5, rng), "JPEG", quality=80)


def encode(image: Image.Image, form: str, **options: int) -> Image.Image:
    """Encode a picture as a file, and decode it as the gateway does."""
    file = BytesIO()
    image.save(file, form, **options)
    return decode(open_drawing(file.getvalue()))


def invert(image: Image.Image) -> Image.Image:
    return image.point([255 - level for level in range(256)])


def put_on_transparency(level: int, image: Image.Image) -> Image.Image:
    layer = Image.new("LA", image.size, (level, 255))
    layer.putalpha(invert(image))
    return layer


VARIANTS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "white on black": invert,
    "black on transparency": partial(put_on_transparency, 0),
    "white on transparency": partial(put_on_transparency, 255),
    "in three colours, all grey": lambda image: image.convert("RGB"),
}
"""What turns a picture, black on white, into one that must be read the same to the last bit."""


def draw_either_way(one: StrokeDrawing) -> Image.Image:
    """Draw every other digit antialiased."""
    return draw_smooth(one) if generator(one.id, "smooth").random() < 0.5 else draw_ordinarily(one)


CONDITIONS = (
    *(Condition("pen width", f"{width} px", partial(draw_with_width, width)) for width in WIDTHS),
    *(Condition("size", f"{size:.0%}", partial(draw_with_size, size)) for size in SIZES),
    Condition("place", "centre", partial(draw_at, ((0.5, 0.5),))),
    Condition("place", "edges", partial(draw_at, EDGES)),
    Condition("place", "corners", partial(draw_at, CORNERS)),
    Condition("pen", "round", draw_round),
    Condition("pen", "antialiased", draw_smooth),
    Condition("noise", "grain, sigma 10", partial(draw_grainy, 10)),
    Condition("noise", "grain, sigma 25", partial(draw_grainy, 25)),
    Condition("noise", "30 specks", draw_specked),
    *(Condition("JPEG", f"quality {quality}", partial(draw_as_jpeg, quality)) for quality in (90, 50, 20)),
    Condition("photograph", "a page", draw_photographed),
)


def sketch(strokes: Strokes, name: str) -> Image.Image:
    """Draw made-up strokes with the ordinary pen."""
    return draw(strokes, ordinary_pen(name))
