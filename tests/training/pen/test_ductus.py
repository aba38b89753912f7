import numpy as np

from handdraw_training.pen import ductus

from .made_up import ALL_DIFFERENT, glyphs_of


def test_a_written_letter_can_be_drawn_and_read_as_a_glyph() -> None:
    assert glyphs_of(lambda rng: ductus.written_letter(rng)[1]) == ALL_DIFFERENT


def test_nothing_is_written_that_is_a_digit_in_somebodys_hand() -> None:
    rng = np.random.default_rng(4)
    written = {ductus.written_letter(rng)[0] for _ in range(3000)}

    assert written == set("ACEFHJKLMNPQRTUVWXYacdefhjkmnprtuvwxy?#%&@<>{}[]+=*~_:;")


def test_a_third_and_more_are_letters_that_were_read_as_digits() -> None:
    rng = np.random.default_rng(4)
    share = np.mean([ductus.written_letter(rng)[0] in ductus.READ_AS_DIGITS for _ in range(1000)])

    assert 0.4 < share < 0.52


def test_letters_read_as_digits_are_written_in_several_ways() -> None:
    ways = [len(ductus._written()[character]) for character in ductus.READ_AS_DIGITS]

    assert min(ways) >= 4


def test_a_written_letter_lies_in_the_unit_box() -> None:
    rng = np.random.default_rng(2)
    points = np.concatenate([stroke for _ in range(200) for stroke in ductus.written_letter(rng)[1]])

    assert (points.min().round(6), points.max().round(6)) == (0, 1)
