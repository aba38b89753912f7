import numpy as np
import pytest
from pygame import Rect

from handdraw_desktop.view.brush import TILE, Letters
from handdraw_desktop.view.letters import Weight
from handdraw_desktop.view.palette import LIGHT

from .pictures import brush_on, seen, where

pytestmark = pytest.mark.usefixtures("window")
INK = (1, 2, 3)


@pytest.mark.parametrize("place", [Rect(4, 4, 8, 8), Rect(3, 5, 601, 2 * TILE[1] + 7), Rect(8, 0, 600, 300)])
def test_a_filled_place_is_filled_and_nothing_else_is(place: Rect) -> None:
    brush = brush_on((640, 320))
    brush.fill(place, INK)

    assert (where(seen(brush), INK), (seen(brush) == INK).all(axis=2).sum()) == (place, place.width * place.height)


@pytest.mark.parametrize(("unit", "thick"), [(0.75, 1), (1, 1), (3, 3)])
def test_a_card_has_round_corners_and_an_edge_that_grows_with_the_window(unit: float, thick: int) -> None:
    brush = brush_on((300, 200), unit)
    brush.card(Rect(0, 0, 300, 200), INK, (200, 0, 0))
    face = where(seen(brush), INK)

    assert (face, tuple(seen(brush)[0, 0])) == (Rect(thick, thick, 300 - 2 * thick, 200 - 2 * thick), LIGHT.ground)


def test_a_polygon_lies_between_its_corners_with_smooth_edges() -> None:
    brush = brush_on((40, 40))
    brush.polygon([(30, 10), (20, 20), (30, 30)], INK)
    found = where(seen(brush), INK)

    assert (Rect(20, 10, 10, 20).contains(found), found.width >= 8, found.height >= 16) == (True, True, True)
    assert np.unique(seen(brush)[:, :, 0]).size > 2


@pytest.mark.parametrize("anchor", ["midleft", "center", "midright"])
def test_a_line_in_the_middle_has_the_middle_of_its_capitals_there(anchor: str) -> None:
    brush = brush_on((200, 80))
    brush.text("HIH", Letters(40, INK), (100, 40), anchor)  # type: ignore[arg-type]
    letters = where(seen(brush), INK)

    assert letters.centery == pytest.approx(40, abs=1)


def test_semi_bold_letters_have_more_ink() -> None:
    ink = []
    for weight in Weight:
        brush = brush_on((200, 80))
        brush.text("96.2%", Letters(40, INK, weight), (10, 10))
        ink.append(int((255 - seen(brush).astype(int)).sum()))

    assert ink[1] > 1.05 * ink[0]


def test_a_text_that_is_there_already_is_not_rendered_again() -> None:
    brush = brush_on((200, 80))
    first = brush.text("7", Letters(40, INK), (10, 10))
    again = brush.text("7", Letters(40, INK), (10, 10))

    assert (first, len(brush._pictures)) == (again, 1)
