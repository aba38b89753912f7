from collections.abc import Callable

import pytest

from handdraw_inference.drawings.normalisation import normalise
from handdraw_inference.errors import BlankDrawing
from handdraw_training.evaluation.trials import no_digits
from handdraw_training.pen import letters
from handdraw_training.pen.strokes import StrokeDrawing

KINDS = [
    "letters (taught forms)",
    "letters (by other hands)",
    "letters (other fonts)",
    "letters (printed)",
    "scribbles (taught kinds)",
    "scribbles (other kinds)",
    "nothing (a photograph)",
    "several digits",
]


def test_letters_scribbles_and_several_digits_are_measured(writer: Callable[..., list[StrokeDrawing]]) -> None:
    assert list(no_digits.kinds(writer("w:1"))) == KINDS


def test_several_digits_need_digits() -> None:
    assert list(no_digits.kinds([])) == KINDS[:-1]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.startswith("nothing")])
def test_each_kind_is_drawn_differently_each_time(kind: str, writer: Callable[..., list[StrokeDrawing]]) -> None:
    picture = no_digits.kinds(writer("w:1"))[kind]

    glyphs = {normalise(picture(f"{kind} {index}")).pixels.tobytes() for index in range(12)}

    assert len(glyphs) == 12


def test_letters_that_may_be_a_digit_in_somebodys_hand_are_left_out() -> None:
    assert set("OoIliZzSsBbGgq") & set(no_digits.LETTERS) == set()
    assert len(no_digits.LETTERS) == 52 - 14


def test_the_other_fonts_are_none_that_training_draws_from() -> None:
    assert set(no_digits.LINE_FONTS) & set(letters.FONTS) == set()


@pytest.mark.parametrize("name", no_digits.blanks())
def test_a_blank_canvas_is_refused_whatever_it_is_made_of(name: str) -> None:
    with pytest.raises(BlankDrawing):
        normalise(no_digits.blanks()[name])
