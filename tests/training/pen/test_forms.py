import numpy as np
import pytest

from handdraw_training.pen import forms
from handdraw_training.pen.strokes import Stroke, Strokes

from .made_up import ALL_DIFFERENT, Make, glyphs_of

BOX = (np.array([[0.2, 0.0], [0.8, 0.0], [0.8, 1.0], [0.2, 1.0], [0.2, 0.0]]),)
"""A zero, as a square hand writes it."""
STEM = (np.linspace([0.5, 0.0], [0.5, 1.0], 11),)
FIVE = (np.array([[0.3, 0.0], [0.3, 0.5], [0.7, 0.7], [0.2, 1.0]]), np.array([[0.3, 0.0], [0.8, 0.0]]))


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def crossings(stroke: Stroke) -> int:
    """Count where a stroke crosses itself."""
    return sum(
        _cross(stroke[first : first + 2], stroke[second : second + 2])
        for first in range(len(stroke) - 1)
        for second in range(first + 2, len(stroke) - 1)
    )


def _cross(one: Stroke, other: Stroke) -> bool:
    sides = [[_side(a, b) for b in (other, one)[n]] for n, a in enumerate((one, other))]
    return all(first * second < 0 for first, second in sides)


def _side(line: Stroke, point: Stroke) -> float:
    (x, y), (across, down) = line[1] - line[0], point - line[0]
    return float(x * down - y * across)


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda rng: forms.long_slash(BOX, rng), id="long slash"),
        pytest.param(forms.floating_five, id="floating five"),
        pytest.param(forms.ticked_one, id="ticked one"),
        pytest.param(forms.looped_six, id="looped six"),
        pytest.param(forms.seven_in_one_stroke, id="seven in one stroke"),
        pytest.param(forms.hooked_seven, id="hooked seven"),
        pytest.param(forms.gamma_two, id="gamma two"),
    ],
)
def test_a_rare_form_can_be_drawn_and_read_as_a_glyph(make: Make) -> None:
    assert glyphs_of(make) == ALL_DIFFERENT


def test_a_slash_is_once_to_twice_as_long_as_its_ring_and_leans_either_way(rng: np.random.Generator) -> None:
    slashes = [zero[1] for zero in (forms.long_slash(BOX, rng) for _ in range(300)) if len(zero) == 2]
    ends = np.array([slash[-1] - slash[0] for slash in slashes])
    lengths = np.hypot(*ends.T)

    assert [lengths.min(), lengths.max()] == pytest.approx([1, 2.15], abs=0.05)
    assert float(np.mean(ends.prod(axis=1) < 0)) == pytest.approx(2 / 3, abs=0.1)


def test_a_slash_passes_through_its_ring_and_out_at_both_ends(rng: np.random.Generator) -> None:
    slashes = [zero[1] for zero in (forms.long_slash(BOX, rng) for _ in range(100)) if len(zero) == 2]

    assert max(float(np.hypot(*(slash - 0.5).T).min()) for slash in slashes) < 0.35


def test_some_slashes_are_drawn_without_lifting_the_pen(rng: np.random.Generator) -> None:
    assert {len(forms.long_slash(BOX, rng)) for _ in range(50)} == {1, 2}


def test_only_the_bar_of_a_five_floats_and_by_a_quarter_of_its_height_at_most(rng: np.random.Generator) -> None:
    floating = [forms.float_bar(FIVE, rng) for _ in range(100)]
    away = np.array([bar.mean(axis=0) - FIVE[1].mean(axis=0) for _, bar in floating])

    assert all(np.array_equal(body, FIVE[0]) for body, _ in floating)
    assert [away.min(axis=0), away.max(axis=0)] == pytest.approx(np.array([[-0.25, -0.25], [0.25, 0.08]]), abs=0.03)


def test_an_up_tick_goes_from_the_foot_up_to_the_right(rng: np.random.Generator) -> None:
    ticks = np.array([forms.tick_up(STEM, rng)[0][-1] - STEM[0][-1] for _ in range(100)])

    assert (bool((ticks * [1, -1] > 0).all()), bool(np.hypot(*ticks.T).max() < 0.36)) == (True, True)


@pytest.mark.parametrize(
    ("one", "slim"),
    [
        pytest.param(STEM, True, id="a stem"),
        pytest.param((*STEM, FIVE[1]), False, id="with a foot in a stroke of its own"),
        pytest.param((np.concatenate([STEM[0], FIVE[1] + [0, 1]]),), False, id="with a foot"),
        pytest.param((np.concatenate([[[-0.2, 0.4]], STEM[0]]),), False, id="with a long flag"),
        pytest.param((STEM[0][::-1],), False, id="drawn upwards"),
    ],
)
def test_only_a_slim_one_without_a_foot_gets_a_tick(one: Strokes, *, slim: bool) -> None:
    assert forms.is_slim(one) == slim


def test_the_loop_of_a_six_ends_beyond_its_stem(rng: np.random.Generator) -> None:
    sixes = [forms.looped_six(rng) for _ in range(50)]

    assert ({len(six) for six in sixes}, {int(six[0][:, 0].argmin()) - len(six[0]) for six in sixes}) == ({1}, {-1})
    assert min(crossings(six[0]) for six in sixes) > 0


def test_a_seven_in_one_stroke_crosses_its_leg_above_its_middle(rng: np.random.Generator) -> None:
    sevens = [forms.seven_in_one_stroke(rng) for _ in range(50)]
    bars = [float(seven[0][-1, 1]) for seven in sevens]

    assert (min(crossings(seven[0]) for seven in sevens) > 0, min(bars) > 0.2, max(bars) < 0.65) == (True, True, True)


def test_a_hooked_seven_has_a_hook_at_one_end_or_at_both(rng: np.random.Generator) -> None:
    ends = [(seven[0][0, 1] > 0.11, seven[0][-1, 1] < 0.99) for seven in (forms.hooked_seven(rng) for _ in range(200))]

    assert {(bool(serif), bool(hook)) for serif, hook in ends} == {(True, True), (True, False), (False, True)}


def test_a_gamma_like_two_has_a_loop_at_its_foot_and_ends_at_its_right(rng: np.random.Generator) -> None:
    twos = [forms.gamma_two(rng)[0] for _ in range(50)]

    assert min(crossings(two) for two in twos) > 0
    assert all(two[-1, 0] == two[:, 0].max() for two in twos)
