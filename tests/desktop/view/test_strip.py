from dataclasses import replace

import pytest

from handdraw_desktop.view.palette import LIGHT
from handdraw_desktop.view.strip import Earlier, Vacant

from .pictures import drawn, where
from .scenes import SEVEN

pytestmark = pytest.mark.usefixtures("window")
SIZE = (96, 64)
READ = Earlier(SEVEN, 7, None)


def test_what_was_said_is_green_with_a_tick_below_what_was_read() -> None:
    unsaid, said = (where(drawn(one, SIZE)[:, 60:], LIGHT.good, 24) for one in (READ, replace(READ, said=7)))

    assert (unsaid.size, said.top > 32, said.width > 15) == ((0, 0), True, True)


def test_what_was_read_wrongly_is_crossed_out_above_what_was_said() -> None:
    right, wrong = (where(drawn(replace(READ, said=said), SIZE), LIGHT.problem) for said in (7, 1))

    assert (right.size, wrong.bottom < 34, wrong.width > 10, wrong.height > 10) == ((0, 0), True, True, True)


def test_the_opened_drawing_has_a_notch_and_a_thicker_frame() -> None:
    closed, opened = (drawn(replace(READ, opened=one), SIZE) for one in (False, True))
    accent = [(one == LIGHT.accent).all(axis=2) for one in (closed, opened)]

    assert (accent[0].any(), accent[1][1, 48], accent[1][32, 89:].all()) == (False, True, True)


def test_what_is_not_read_yet_has_no_mark_of_a_mistake() -> None:
    assert where(drawn(Earlier(SEVEN, None, 7), SIZE), LIGHT.problem).size == (0, 0)


def test_the_first_empty_place_says_what_comes_there() -> None:
    first, later = (drawn(Vacant(invites), SIZE) for invites in (True, False))

    assert ((first != LIGHT.ground).any(), (later != LIGHT.ground).any()) == (True, False)
