"""What is no digit and must be warned about: kinds that training draws, and others."""

import string
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

import matplotlib as mpl
import numpy as np
from HersheyFonts import HersheyFonts
from PIL import Image, ImageDraw, ImageFont

from handdraw_training.evaluation.trials import hands
from handdraw_training.evaluation.trials.doodles import doodle
from handdraw_training.evaluation.trials.pictures import add_grain, encode, generator, ordinary_pen, sketch
from handdraw_training.pen import letters, scribbles
from handdraw_training.pen.deformation import deform, to_unit_box
from handdraw_training.pen.rendering import SIDE
from handdraw_training.pen.strokes import StrokeDrawing, Strokes

Picture = Callable[[str], Image.Image]
"""From the name of an example to its picture, the same each time."""

AMBIGUOUS = set("OoIliZzSsBbGgq")  # a digit in somebody's hand: nobody can tell
LETTERS = [letter for letter in string.ascii_letters if letter not in AMBIGUOUS]
LINE_FONTS = ("futuram", "rowmand", "timesr", "timesi")  # Hershey's, but none of pen/letters.py
TYPEFACES = ("DejaVuSans", "DejaVuSerif", "DejaVuSansMono", "STIXGeneralItalic", "cmr10")  # matplotlib's


def kinds(digits: Sequence[StrokeDrawing]) -> dict[str, Picture]:
    """``digits``: set side by side as "several digits"; without any, that kind is left out."""
    made: dict[str, Picture] = {
        "letters (taught forms)": _letter,
        "letters (by other hands)": _letter_by_hand,
        "letters (other fonts)": _other_letter,
        "letters (printed)": _printed_letter,
        "scribbles (taught kinds)": _scribble,
        "scribbles (other kinds)": _doodle,
        "nothing (a photograph)": _nothing,
    }
    return made | ({"several digits": partial(_several, digits)} if digits else {})


def _letter(name: str) -> Image.Image:
    rng = generator(name, "letter")
    return sketch(deform(letters.letter(rng)[1], rng), name)


def _letter_by_hand(name: str) -> Image.Image:
    rng = generator(name, "letter by hand")
    return sketch(deform(hands.letter(rng), rng, rng.uniform(0.5, 1.8)), name)


def _other_letter(name: str) -> Image.Image:
    rng = generator(name, "other letter")
    font, character = LINE_FONTS[rng.integers(len(LINE_FONTS))], LETTERS[rng.integers(len(LETTERS))]
    return sketch(deform(_line_letter(font, character), rng, 0.5), name)


@cache
def _line_letter(font: str, character: str) -> Strokes:
    return to_unit_box(
        tuple(np.array(stroke, float) for stroke in _line_font(font).strokes_for_text(character) if stroke)
    )


@cache
def _line_font(name: str) -> HersheyFonts:
    font = HersheyFonts()
    font.load_default_font(name)
    return font


def _printed_letter(name: str) -> Image.Image:
    """Draw a letter as a screenshot shows it, antialiased."""
    rng, pen = generator(name, "printed letter"), ordinary_pen(name)
    typeface, character = TYPEFACES[rng.integers(len(TYPEFACES))], LETTERS[rng.integers(len(LETTERS))]
    page = Image.new("L", (SIDE, SIDE), 255)
    place = 40 + pen.place[0] * 200, 40 + pen.place[1] * 200
    ImageDraw.Draw(page).text(place, character, fill=0, anchor="mm", font=_typeface(typeface, round(pen.size * 200)))
    return page


@cache
def _typeface(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{name}.ttf"), size)


def _scribble(name: str) -> Image.Image:
    rng = generator(name, "scribble")
    return sketch(deform(scribbles.scribble(rng), rng), name)


def _doodle(name: str) -> Image.Image:
    rng = generator(name, "doodle")
    return sketch(deform(doodle(rng), rng), name)


def _several(digits: Sequence[StrokeDrawing], name: str) -> Image.Image:
    """Draw two or three digits side by side, as a number is written; some touch."""
    rng = generator(name, "several")
    row: list[np.ndarray] = []
    left = 0.0
    for _ in range(rng.integers(2, 4)):
        one = to_unit_box(digits[int(rng.integers(len(digits)))].strokes)
        points = np.concatenate(one)
        row += [stroke + np.array([left - points[:, 0].min(), 0]) for stroke in one]
        left += np.ptp(points[:, 0]) + rng.uniform(0.0, 0.4)
    return sketch(tuple(row), name)


def _nothing(name: str) -> Image.Image:
    """Photograph the edge of a table, out of focus, with grain."""
    rng = generator(name, "nothing")
    side = np.linspace(-1, 1, SIDE)
    angle = rng.uniform(0, 2 * np.pi)
    across = np.cos(angle) * side[None, :] + np.sin(angle) * side[:, None] - rng.uniform(-0.7, 0.7)
    edge = 1 / (1 + np.exp(-across * rng.uniform(3, 40)))
    dark, light = rng.uniform(20, 120), rng.uniform(130, 240)
    return encode(add_grain(dark + (light - dark) * edge, rng.uniform(2, 8), rng), "JPEG", quality=80)


def blanks() -> dict[str, Image.Image]:
    grain = add_grain(np.full((SIDE, SIDE), 240.0), 3, generator("blank", "grain"))
    return {
        "white": Image.new("L", (SIDE, SIDE), 255),
        "black": Image.new("L", (SIDE, SIDE), 0),
        "transparent": Image.new("LA", (SIDE, SIDE), (0, 0)),
        "paper with grain": grain,
        "paper with grain, as a JPEG": encode(grain, "JPEG", quality=50),
    }
