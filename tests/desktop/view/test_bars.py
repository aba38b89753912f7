from dataclasses import replace

import pytest

from handdraw_desktop.view.bars import Bar
from handdraw_desktop.view.palette import LIGHT

from .pictures import drawn, where

pytestmark = pytest.mark.usefixtures("window")
SEVEN = Bar(7, 0.5, wins=True)
WIDE, NARROW = (344, 24), (98, 32)


@pytest.mark.parametrize("probability", [0.25, 0.5, 1])
def test_a_bar_is_as_long_as_its_probability(probability: float) -> None:
    whole = where(drawn(Bar(7, 0), WIDE), LIGHT.track).width
    bar = where(drawn(replace(SEVEN, probability=probability), WIDE), LIGHT.accent).width

    assert bar / whole == pytest.approx(probability, abs=0.01)


def test_the_winner_stands_out_by_more_than_its_colour() -> None:
    inks = [int((255 - drawn(Bar(7, 0.5, wins=wins), WIDE)[:, 280:].astype(int)).sum()) for wins in (False, True)]

    assert inks[1] > 1.1 * inks[0]


def test_beside_numbers_where_there_is_room_and_below_them_where_there_is_none() -> None:
    wide, narrow = where(drawn(SEVEN, WIDE), LIGHT.accent), where(drawn(SEVEN, NARROW, 0.75), LIGHT.accent)

    assert (wide.centery, narrow.top > 20, narrow.width > 35) == (12, True, True)


def test_what_was_said_has_a_tick_and_its_own_ground() -> None:
    said = drawn(replace(SEVEN, said=True), WIDE)
    tick = where(said[:, 20:33], LIGHT.good, 40)

    assert (tuple(said[2, 170]), tick.width > 3) == (LIGHT.good_ground, True)


def test_before_anything_is_read_a_bar_is_empty_and_has_no_number() -> None:
    empty = drawn(Bar(7, None), WIDE)

    assert (where(empty, LIGHT.bar).size, tuple(empty[12, 320])) == ((0, 0), LIGHT.card)


@pytest.mark.parametrize(
    ("bar", "ground"), [(replace(SEVEN, hovered=True), LIGHT.hover), (replace(SEVEN, pressed=True), LIGHT.pressed)]
)
def test_a_bar_is_a_button(bar: Bar, ground: tuple[int, int, int]) -> None:
    assert tuple(drawn(bar, WIDE)[2, 170]) == ground
