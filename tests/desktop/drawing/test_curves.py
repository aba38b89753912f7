import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handdraw_desktop.drawing.curves import MOST_CHORDS, chords
from handdraw_desktop.drawing.strokes import Point

PLACES = st.tuples(st.floats(-50, 330), st.floats(-50, 330))
CIRCLE = tuple(
    (140 + 100 * math.cos(turn * math.tau / 8), 140 + 100 * math.sin(turn * math.tau / 8)) for turn in range(9)
)


def line(points: tuple[Point, ...], scale: float = 1) -> list[Point]:
    """The whole curve."""
    return [corner for number in range(len(points) - 1) for corner in chords(points, number, scale)]


@given(st.lists(PLACES, min_size=2, max_size=8).map(tuple), st.sampled_from([0.1, 1, 7]))
def test_the_curve_goes_through_every_point_at_any_scale(points: tuple[Point, ...], scale: float) -> None:
    ends = [(piece[0], piece[-1]) for piece in (chords(points, number, scale) for number in range(len(points) - 1))]

    assert ends == list(pairwise((x * scale, y * scale) for x, y in points))


def test_eight_points_of_a_circle_make_it_round() -> None:
    radii = [math.dist(corner, (140, 140)) for corner in line(CIRCLE)[20:-20]]

    assert [min(radii), max(radii)] == [pytest.approx(100, abs=3.5), pytest.approx(100, abs=0.5)]


def test_points_in_a_line_make_a_straight_line_of_one_chord_each() -> None:
    assert line(((0, 0), (10, 20), (40, 80))) == [(0, 0), (10, 20), (10, 20), (40, 80)]


def test_the_larger_the_scale_the_more_chords_and_never_too_many() -> None:
    counts = [len(chords(CIRCLE, 3, scale)) for scale in (0.1, 1, 10)]

    assert counts == sorted(set(counts))
    assert len(chords(CIRCLE, 3, 1e6)) == MOST_CHORDS + 1


def test_chords_stay_near_the_curve() -> None:
    fine, coarse = chords(CIRCLE, 3, 10), chords(CIRCLE, 3, 1)
    far = [min(math.dist((x / 10, y / 10), corner) for corner in _dense(coarse)) for x, y in fine]

    assert max(far) < 0.1


def _dense(corners: tuple[Point, ...]) -> list[Point]:
    return [
        (a[0] + (b[0] - a[0]) * step / 50, a[1] + (b[1] - a[1]) * step / 50)
        for a, b in pairwise(corners)
        for step in range(51)
    ]


def test_a_single_point_is_a_piece_of_no_length() -> None:
    assert chords(((3, 4),), 0, 2) == ((6, 8), (6, 8))


@given(st.lists(PLACES, min_size=4, max_size=9).map(tuple), PLACES)
def test_a_point_more_bends_only_the_last_piece(points: tuple[Point, ...], more: Point) -> None:
    settled = range(len(points) - 2)

    assert [chords((*points, more), number, 1) for number in settled] == [
        chords(points, number, 1) for number in settled
    ]


@given(st.lists(PLACES, min_size=2, max_size=5).map(tuple))
def test_a_curve_drawn_backwards_is_the_same(points: tuple[Point, ...]) -> None:
    back = chords(points[::-1], len(points) - 2, 1)[::-1]

    assert [pytest.approx(corner, abs=1e-6) for corner in chords(points, 0, 1)] == list(back)
