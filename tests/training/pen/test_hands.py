import numpy as np
import pytest

from handdraw_training.pen.hands import BROADEST, Hands
from handdraw_training.pen.rendering import SIDE
from handdraw_training.pen.strokes import Strokes

LEVEL = (np.array([[0.0, 0.0], [1.0, 0.0]]),)
UPRIGHT = (np.array([[0.0, 0.0], [0.0, 1.0]]),)
TRIES = 300


def extents(hands: Hands, strokes: Strokes) -> np.ndarray:
    """Return [n, 2]: the ink's height and width, px."""
    rng = np.random.default_rng(1)
    pages = [np.asarray(hands.draw_digit(strokes, rng).convert("L")) for _ in range(TRIES)]
    inks = [np.nonzero(page < page.max() // 2) for page in pages]
    return np.array([[np.ptp(axis) + 1 if len(axis) else 0 for axis in ink] for ink in inks])


def test_what_is_no_digit_is_drawn_alike_unless_paper_is_turned() -> None:
    as_digits, as_none = (
        [np.asarray(draw(LEVEL, np.random.default_rng(seed))).tobytes() for seed in range(30)]
        for draw in (Hands().draw_digit, Hands(turned_paper=1).draw)
    )

    assert as_digits == as_none


def test_only_extreme_hands_draw_as_small_as_14_px() -> None:
    usual, extreme = (extents(hands, UPRIGHT)[:, 0] for hands in (Hands(), Hands(extreme_pens=1)))

    assert (usual.min() > 28, extreme.min() < 20, extreme.max() > SIDE * 0.7) == (True, True, True)


def test_only_extreme_hands_take_pens_of_1_and_of_40_px() -> None:
    rng = np.random.default_rng(1)
    usual, extreme = ({hands._choose_pen(rng).width for _ in range(3000)} for hands in (Hands(), Hands(extreme_pens=1)))

    assert [(min(widths), max(widths)) for widths in (usual, extreme)] == [(2, 30), (1, 40)]


def test_an_extreme_pen_is_no_broader_than_the_strokes_of_a_digit_can_be() -> None:
    rng = np.random.default_rng(1)
    pens = [Hands(extreme_pens=1)._choose_pen(rng) for _ in range(1000)]

    assert max(pen.width / (pen.size * SIDE) for pen in pens) == pytest.approx(BROADEST, abs=0.03)


def test_a_coarse_tablets_ink_has_no_grey() -> None:
    rng = np.random.default_rng(1)
    levels = [len(np.unique(np.asarray(Hands().draw_digit(LEVEL, rng, coarsely=True)))) for _ in range(30)]

    assert sorted(levels)[:20] == [2] * 20


def test_turned_paper_turns_a_digit() -> None:
    straight, turned = (
        float(np.mean(one[:, 0] / one[:, 1])) for one in (extents(Hands(turned_paper=share), LEVEL) for share in (0, 1))
    )

    assert turned > straight + 0.05


@pytest.mark.parametrize("hands", [Hands(), Hands(extreme_pens=1, turned_paper=1)], ids=["usual", "extreme"])
def test_the_same_seed_draws_the_same(hands: Hands) -> None:
    first, again = (np.asarray(hands.draw_digit(UPRIGHT, np.random.default_rng(3))) for _ in range(2))

    np.testing.assert_array_equal(first, again)
