"""The pictures that the network learns from beside MNIST: each source draws as many as it is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from PIL import Image

from handdraw_training.pen import digits, ductus, forms, letters, scribbles
from handdraw_training.pen.deformation import to_unit_box
from handdraw_training.pen.hands import Hands
from handdraw_training.pen.strokes import Stroke, StrokeDrawing, Strokes
from handdraw_training.recipes import Mixed

T = TypeVar("T")

NO_DIGIT = 10
"""The label of what is no digit, after the digits' own 0..9."""

Picture = tuple[Image.Image, int]
"""A picture, black on white, and its label."""
Make = Callable[[np.random.Generator], Strokes]


@dataclass(frozen=True)
class Source:
    """``share``: of all pictures, before the shares are scaled to add up to 1."""

    name: str
    share: float
    picture: Callable[[np.random.Generator], Picture]


def sources(writers: Sequence[StrokeDrawing], data: Mixed) -> tuple[Source, ...]:
    """Return the sources that have a share of the pictures.

    Without ``writers``, the digits recorded for training, they are only those of made-up drawings.
    """
    hands = Hands(data.extreme_pens, data.turned_paper)
    known = (*_made_up(hands), *_recorded(writers, hands), *_rare(writers, hands, data.forms))
    written = _no_digits("written letters", data.written_letters, hands, lambda rng: ductus.written_letter(rng)[1])
    return tuple(source for source in (*known, written) if source.share > 0)


def _made_up(hands: Hands) -> tuple[Source, ...]:
    return (
        Source("handprinted digits", 0.12, lambda rng: _draw_digit(*digits.handprinted_digit(rng), hands, rng)),
        _digits("flagged ones", 0.07, 1, hands, digits.one),
        _digits("barred sevens", 0.05, 7, hands, digits.seven),
        _digits("two-stroke fours", 0.03, 4, hands, digits.four),
        _no_digits("letters", 0.18, hands, lambda rng: letters.letter(rng)[1]),
        _no_digits("scribbles", 0.12, hands, scribbles.scribble),
        Source("photographs of nothing", 0.01, lambda rng: (_photograph_nothing(rng), NO_DIGIT)),
    )


def _recorded(writers: Sequence[StrokeDrawing], hands: Hands) -> tuple[Source, ...]:
    if not writers:
        return ()
    zeros = _known(writers, 0)
    return (
        Source("pen digits", 0.38, lambda rng: _draw_digit(*_any_digit(writers, rng), hands, rng)),
        _digits("slashed zeros", 0.05, 0, hands, lambda rng: digits.slash(_one_of(zeros, rng), rng)),
        _digits("dotted zeros", 0.02, 0, hands, lambda rng: digits.dot(_one_of(zeros, rng), rng)),
        _no_digits("several digits", 0.05, hands, lambda rng: _several(writers, rng)),
    )


def _rare(writers: Sequence[StrokeDrawing], hands: Hands, share: float) -> tuple[Source, ...]:
    """Return the families of rare forms. ``share``: of all of them together."""
    zeros = _known(writers, 0)
    slim_ones = _known(writers, 1, forms.is_slim)
    barred_fives = _known(writers, 5, lambda five: len(five) == 2)
    return (
        _digits("long-slashed zeros", 0.2 * share, 0, hands, lambda rng: forms.long_slash(_one_of(zeros, rng), rng)),
        _digits("ticked ones", 0.17 * share, 1, hands, _either(forms.ticked_one, forms.tick_up, slim_ones)),
        _digits("gamma twos", 0.09 * share, 2, hands, forms.gamma_two),
        _digits("floating fives", 0.17 * share, 5, hands, _either(forms.floating_five, forms.float_bar, barred_fives)),
        _digits("looped sixes", 0.11 * share, 6, hands, forms.looped_six),
        _digits("sevens in one stroke", 0.12 * share, 7, hands, forms.seven_in_one_stroke),
        _digits("hooked sevens", 0.06 * share, 7, hands, forms.hooked_seven),
        Source("coarse tablets", 0.08 * share, lambda rng: _draw_coarsely(*_any_digit(writers, rng), hands, rng)),
    )


def _digits(name: str, share: float, label: int, hands: Hands, make: Make) -> Source:
    return Source(name, share, lambda rng: _draw_digit(label, make(rng), hands, rng))


def _no_digits(name: str, share: float, hands: Hands, make: Make) -> Source:
    return Source(name, share, lambda rng: (hands.draw(make(rng), rng), NO_DIGIT))


def _either(made_up: Make, change: Callable[[Strokes, np.random.Generator], Strokes], known: Sequence[Strokes]) -> Make:
    """Return what makes a digit up, and as often changes a known one."""
    return lambda rng: made_up(rng) if rng.random() < 0.5 else change(_one_of(known, rng), rng)


def _one_of(drawn: Sequence[T], rng: np.random.Generator) -> T:
    return drawn[int(rng.integers(len(drawn)))]


def _known(
    writers: Sequence[StrokeDrawing], digit: int, fits: Callable[[Strokes], bool] = lambda _: True
) -> list[Strokes]:
    """Return the digit as recorded, in the unit box, or as schools teach it where no recorded one fits."""
    recorded = [to_unit_box(one.strokes) for one in writers if one.label == digit]
    return [one for one in recorded if fits(one)] or [one for one in digits.handprint()[str(digit)] if fits(one)]


def _draw_digit(label: int, strokes: Strokes, hands: Hands, rng: np.random.Generator) -> Picture:
    return hands.draw_digit(strokes, rng), label


def _any_digit(writers: Sequence[StrokeDrawing], rng: np.random.Generator) -> tuple[int, Strokes]:
    """Return a label and strokes: recorded, or made up where nothing is."""
    if not writers:
        return digits.handprinted_digit(rng)
    one = _one_of(writers, rng)
    return NO_DIGIT if one.label is None else one.label, one.strokes


def _draw_coarsely(label: int, strokes: Strokes, hands: Hands, rng: np.random.Generator) -> Picture:
    return hands.draw_digit(strokes, rng, coarsely=True), label


def _several(writers: Sequence[StrokeDrawing], rng: np.random.Generator) -> Strokes:
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


def _photograph_nothing(rng: np.random.Generator) -> Image.Image:
    """Return light and shadow as a lens sees them."""
    coarse = Image.fromarray(rng.integers(0, 255, (rng.integers(2, 12), rng.integers(2, 12))).astype(np.uint8))
    return coarse.resize((280, 280), Image.Resampling.BICUBIC)
