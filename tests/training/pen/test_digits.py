import numpy as np
import pytest

from handdraw_training.pen import digits

from .made_up import ALL_DIFFERENT, Make, glyphs_of

BOX = (np.array([[0.2, 0.0], [0.8, 0.0], [0.8, 1.0], [0.2, 1.0], [0.2, 0.0]]),)
"""A zero, as a square hand writes it."""


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(digits.one, id="one"),
        pytest.param(digits.seven, id="seven"),
        pytest.param(digits.four, id="four"),
        pytest.param(lambda rng: digits.handprinted_digit(rng)[1], id="handprinted"),
    ],
)
def test_a_made_up_digit_can_be_drawn_and_read_as_a_glyph(make: Make) -> None:
    assert glyphs_of(make) == ALL_DIFFERENT


def test_schools_teach_every_digit(rng: np.random.Generator) -> None:
    assert {digits.handprinted_digit(rng)[0] for _ in range(200)} == set(range(10))


def test_a_slash_crosses_the_middle_of_a_zero(rng: np.random.Generator) -> None:
    *zero, slash = digits.slash(BOX, rng)

    assert np.array_equal(zero, BOX)
    assert slash.mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.15)


def test_one_slash_in_eight_leans_the_other_way(rng: np.random.Generator) -> None:
    slashes = [digits.slash(BOX, rng)[-1] for _ in range(800)]
    leaning_left = [bool(np.prod(np.diff(slash, axis=0)) > 0) for slash in slashes]

    assert sum(leaning_left) == pytest.approx(100, abs=30)


def test_a_dot_is_small_and_lies_inside_the_zero(rng: np.random.Generator) -> None:
    dots = np.array([digits.dot(BOX, rng)[-1] for _ in range(100)])

    assert (np.ptp(dots, axis=1).max() < 0.2, dots.min() > 0.1, dots.max() < 0.9) == (True, True, True)


def test_a_four_has_two_strokes(rng: np.random.Generator) -> None:
    assert {len(digits.four(rng)) for _ in range(50)} == {2}


def test_most_ones_have_a_flag_and_most_sevens_a_bar(rng: np.random.Generator) -> None:
    ones = [bool(np.ptp(np.concatenate(digits.one(rng))[:, 0]) > 0.1) for _ in range(200)]
    sevens = [len(digits.seven(rng)) == 2 for _ in range(200)]

    assert [sum(ones), sum(sevens)] == pytest.approx([170, 150], abs=25)
