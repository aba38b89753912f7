import numpy as np

from handdraw_training.pen import letters

from .made_up import ALL_DIFFERENT, glyphs_of


def test_a_letter_can_be_drawn_and_read_as_a_glyph() -> None:
    assert glyphs_of(lambda rng: letters.letter(rng)[1]) == ALL_DIFFERENT


def test_letters_that_may_be_digits_are_left_out() -> None:
    rng = np.random.default_rng(4)

    assert {letters.letter(rng)[0] for _ in range(3000)} == {*letters.LETTERS, *letters.SIGNS}


def test_a_letter_lies_in_the_unit_box() -> None:
    rng = np.random.default_rng(2)
    points = np.concatenate([stroke for _ in range(200) for stroke in letters.letter(rng)[1]])

    assert (points.min().round(6), points.max().round(6)) == (0, 1)


def test_a_q_that_is_written_as_a_two_is_never_drawn() -> None:
    alike = {letters._printed_character(font, character)[0].tobytes() for font, character in letters.ALIKE}
    rng = np.random.default_rng(3)
    drawn = {letters.letter(rng)[1][0].tobytes() for _ in range(3000)}

    assert alike & drawn == set()
