"""The pictures that the network learns from beside MNIST: each source draws as many as it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image

from handdraw_training.pen import digits, letters, scribbles
from handdraw_training.pen.deformation import deform, to_unit_box
from handdraw_training.pen.rendering import Pen, draw
from handdraw_training.pen.strokes import Stroke, StrokeDrawing, Strokes

NO_DIGIT = 10
"""The label of what is no digit, after the digits' own 0..9."""

Picture = tuple[Image.Image, int]
"""A picture, black on white, and its label."""


@dataclass(frozen=True)
class Source:
    """``share``: of all pictures, before the shares are scaled to add up to 1."""

    name: str
    share: float
    picture: Callable[[np.random.Generator], Picture]


def sources(writers: Sequence[StrokeDrawing]) -> tuple[Source, ...]:
    """Return the sources; without ``writers``, the digits recorded for training, only those of made-up drawings."""
    made = (
        Source("handprinted digits", 0.12, _draw_handprinted),
        Source("flagged ones", 0.07, lambda rng: _draw_digit(digits.one(rng), 1, rng)),
        Source("barred sevens", 0.05, lambda rng: _draw_digit(digits.seven(rng), 7, rng)),
        Source("two-stroke fours", 0.03, lambda rng: _draw_digit(digits.four(rng), 4, rng)),
        Source("letters", 0.18, lambda rng: (_draw_by_another_hand(letters.letter(rng)[1], rng), NO_DIGIT)),
        Source("scribbles", 0.12, lambda rng: (_draw_by_another_hand(scribbles.scribble(rng), rng), NO_DIGIT)),
        Source("photographs of nothing", 0.01, lambda rng: (_photograph_nothing(rng), NO_DIGIT)),
    )
    if not writers:
        return made
    zeros = [one for one in writers if one.label == 0]
    pen = (
        Source("pen digits", 0.38, lambda rng: _draw_recorded(_one_of(writers, rng), rng)),
        Source("slashed zeros", 0.05, lambda rng: _draw_digit(digits.slash(_draw_zero(zeros, rng), rng), 0, rng)),
        Source("dotted zeros", 0.02, lambda rng: _draw_digit(digits.dot(_draw_zero(zeros, rng), rng), 0, rng)),
        Source("several digits", 0.05, lambda rng: (_draw_by_another_hand(_draw_several(writers, rng), rng), NO_DIGIT)),
    )
    return *made, *pen


def _one_of(drawn: Sequence[StrokeDrawing], rng: np.random.Generator) -> StrokeDrawing:
    return drawn[int(rng.integers(len(drawn)))]


def _draw_zero(zeros: Sequence[StrokeDrawing], rng: np.random.Generator) -> Strokes:
    return to_unit_box(_one_of(zeros, rng).strokes)


def _draw_recorded(one: StrokeDrawing, rng: np.random.Generator) -> Picture:
    return _draw_digit(one.strokes, NO_DIGIT if one.label is None else one.label, rng)


def _draw_digit(strokes: Strokes, label: int, rng: np.random.Generator) -> Picture:
    return _draw_by_another_hand(strokes, rng), label


def _draw_handprinted(rng: np.random.Generator) -> Picture:
    label, strokes = digits.handprinted_digit(rng)
    return _draw_digit(strokes, label, rng)


def _draw_several(writers: Sequence[StrokeDrawing], rng: np.random.Generator) -> Strokes:
    """Return two or three digits side by side, some of them touching."""
    strokes: list[Stroke] = []
    left = 0.0
    for _ in range(rng.choice([2, 2, 2, 3])):
        one = to_unit_box(_one_of(writers, rng).strokes)
        x = np.concatenate(one)[:, 0]
        low, high = float(x.min()), float(x.max())
        strokes += [stroke + np.array([left - low, rng.normal(0, 0.05)]) for stroke in one]
        left += high - low + rng.uniform(0.02, 0.4)
    return tuple(strokes)


def _draw_by_another_hand(strokes: Strokes, rng: np.random.Generator) -> Image.Image:
    """Draw strokes as another hand would have, with another pen, on another screen."""
    pen = Pen(
        width=int(np.clip(np.exp(rng.normal(np.log(9), 0.55)), 2, 30)),
        size=rng.uniform(0.13, 0.35) if rng.random() < 0.1 else rng.uniform(0.33, 0.88),
        place=(rng.random(), rng.random()),
        round=rng.random() < 0.5,
        smooth=rng.random() < 0.4,
    )
    picture = draw(deform(strokes, rng, strength=rng.uniform(0.2, 1.2)), pen)
    match rng.integers(12):
        case 0:
            return _add_noise(picture, rng)
        case 1:
            return _as_jpeg(picture, int(rng.integers(20, 90)))
        case _:
            return picture


def _add_noise(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    grain = rng.normal(0, rng.uniform(2, 14), (picture.height, picture.width))
    pixels = np.asarray(picture) * rng.uniform(0.6, 1) + grain
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def _as_jpeg(picture: Image.Image, quality: int) -> Image.Image:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file)


def _photograph_nothing(rng: np.random.Generator) -> Image.Image:
    """Return light and shadow as a lens sees them."""
    coarse = Image.fromarray(rng.integers(0, 255, (rng.integers(2, 12), rng.integers(2, 12))).astype(np.uint8))
    return coarse.resize((280, 280), Image.Resampling.BICUBIC)
