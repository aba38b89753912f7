from dataclasses import replace

import pytest

from handdraw_desktop.view.answer import Answer, NoAnswer, Standing
from handdraw_desktop.view.palette import LIGHT, Colour

from .pictures import drawn, where
from .scenes import SEVEN

pytestmark = pytest.mark.usefixtures("window")
CARD, PHONE, COLUMN = (352, 186), (136, 168), (136, 112)
READ = Answer(7, 0.96, Standing.RECORDED, drawing=SEVEN)
WARNED = replace(READ, warnings=("low_confidence", "several_marks"))


@pytest.mark.parametrize(
    ("standing", "ground"),
    [
        (Standing.PREVIEW, LIGHT.quiet_ground),
        (Standing.RECORDED, LIGHT.good_ground),
        (Standing.KEPT, LIGHT.warning_ground),
    ],
)
@pytest.mark.parametrize(("size", "unit"), [(CARD, 1), (PHONE, 0.75), (COLUMN, 0.75)])
def test_what_the_answer_is_worth_stands_in_a_pill(
    size: tuple[int, int], unit: float, standing: Standing, ground: Colour
) -> None:
    assert where(drawn(replace(READ, standing=standing), size, unit), ground).height >= 19


@pytest.mark.parametrize(("size", "unit"), [(CARD, 1), (PHONE, 0.75), (COLUMN, 0.75)])
def test_the_digit_is_large_in_any_card(size: tuple[int, int], unit: float) -> None:
    assert where(drawn(READ, size, unit)[:, : 2 * size[0] // 3], LIGHT.ink).height > 0.3 * size[1]


@pytest.mark.parametrize(("size", "unit"), [(CARD, 1), (PHONE, 0.75), (COLUMN, 0.75)])
def test_a_warning_has_its_place_in_any_card(size: tuple[int, int], unit: float) -> None:
    none, warned = (where(drawn(one, size, unit), LIGHT.warning, 40) for one in (READ, WARNED))

    assert (none.size, warned.top > size[1] // 2, warned.width > 60) == ((0, 0), True, True)


def test_two_warnings_have_room_beside_a_label() -> None:
    lines = drawn(replace(WARNED, said=7, taken=True), CARD)
    warned = where(lines, LIGHT.warning)
    said = where(lines[: warned.top], LIGHT.good)

    assert (warned.height > 30, said.bottom < warned.top) == (True, True)


def test_a_label_stands_beside_a_small_picture_of_what_it_speaks_of() -> None:
    without, beside = (
        (drawn(one, CARD)[:, 130:] == LIGHT.paper).all(axis=2).sum() for one in (READ, replace(READ, said=7))
    )

    assert (without, beside > 300) == (0, True)


def test_a_label_is_shown_before_what_was_read_is_there() -> None:
    nothing, said = (where(drawn(one, CARD), LIGHT.paper) for one in (NoAnswer(), NoAnswer(7, SEVEN)))

    assert (nothing.size, said.width > 50) == ((0, 0), True)
