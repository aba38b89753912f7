import numpy as np
import pytest

from handdraw_desktop.view.glyph import LEAST, Glyph
from handdraw_desktop.view.palette import LIGHT

from .pictures import drawn, where
from .scenes import READ

pytestmark = pytest.mark.usefixtures("window")
CARD, PHONE = (352, 140), (320, 440)


def looked(most: float) -> tuple[float, ...]:
    """At one place."""
    return tuple(most * (place == 406) for place in range(784))


@pytest.mark.parametrize("most", [LEAST, 0.4, 1])
def test_heat_is_stronger_where_there_is_more_and_hottest_where_there_is_most(most: float) -> None:
    hot = where(drawn(Glyph(READ, looked(most)), CARD)[14:126, 14:126], LIGHT.heat)

    assert (hot.center, hot.size) == ((58, 58), (4, 4))


def test_where_no_patch_mattered_nothing_is_hot() -> None:
    assert where(drawn(Glyph(READ, looked(LEAST / 10)), CARD)[14:126, 14:126], LIGHT.heat).size == (0, 0)


def test_a_scale_from_little_to_much_stands_beside_the_heat() -> None:
    plain, hot = (drawn(Glyph(READ, saliency), CARD)[:, 140:] for saliency in (None, looked(1)))
    red = [int(((one[..., 0] > 60) & (one[..., 2] < 40)).sum()) for one in (plain, hot)]

    assert (red[0], red[1] > 400) == (0, True)


def test_in_a_high_place_the_words_stand_below_the_picture() -> None:
    high = drawn(Glyph(READ), PHONE)
    words = where(high, LIGHT.ink)

    assert (words.top > 300, words.left < 40) == (True, True)


def test_before_anything_is_read_its_place_is_grey() -> None:
    assert np.all(drawn(Glyph(None), CARD)[14:126, 14:126] == LIGHT.track)
