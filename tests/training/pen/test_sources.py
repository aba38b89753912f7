from collections import Counter

import numpy as np
import pytest

from handdraw_training.pen import digits
from handdraw_training.pen.sources import NO_DIGIT, sources
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.recipes import Mixed

BARE = Mixed(forms=0, written_letters=0, extreme_pens=0, turned_paper=0)
OF_OLD = {
    "handprinted digits": set(range(10)),
    "flagged ones": {1},
    "barred sevens": {7},
    "two-stroke fours": {4},
    "letters": {NO_DIGIT},
    "scribbles": {NO_DIGIT},
    "photographs of nothing": {NO_DIGIT},
    "pen digits": set(range(10)),
    "slashed zeros": {0},
    "dotted zeros": {0},
    "several digits": {NO_DIGIT},
}
OF_RARE_FORMS = {
    "long-slashed zeros": {0},
    "ticked ones": {1},
    "gamma twos": {2},
    "floating fives": {5},
    "looped sixes": {6},
    "sevens in one stroke": {7},
    "hooked sevens": {7},
    "coarse tablets": set(range(10)),
}


@pytest.fixture
def writers() -> list[StrokeDrawing]:
    rng = np.random.default_rng(0)
    made = [digits.handprinted_digit(rng) for _ in range(60)]
    return [StrokeDrawing(str(n), digit, "made:up", strokes) for n, (digit, strokes) in enumerate(made)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(BARE, OF_OLD, id="without what version 5 was taught first"),
        pytest.param(Mixed(), OF_OLD | OF_RARE_FORMS | {"written letters": {NO_DIGIT}}, id="drawn"),
    ],
)
def test_every_source_draws_what_its_name_says(
    data: Mixed, expected: dict[str, set[int]], writers: list[StrokeDrawing]
) -> None:
    rng = np.random.default_rng(2)

    drawn = {source.name: {source.picture(rng)[1] for _ in range(150)} for source in sources(writers, data)}

    assert drawn == expected


def test_the_rare_forms_share_what_the_recipe_gives_them(writers: list[StrokeDrawing]) -> None:
    shares = {source.name: source.share for source in sources(writers, Mixed(forms=0.3))}

    assert sum(shares[name] for name in OF_RARE_FORMS) == pytest.approx(0.3)


@pytest.mark.parametrize("data", [BARE, Mixed()], ids=["bare", "drawn"])
def test_without_recorded_digits_those_made_up_must_do(data: Mixed) -> None:
    rng = np.random.default_rng(3)

    labels = Counter(source.picture(rng)[1] for source in sources([], data) for _ in range(30))

    assert set(labels) == {*range(10), NO_DIGIT}


def test_the_same_seed_draws_the_same(writers: list[StrokeDrawing]) -> None:
    twice = [[s.picture(np.random.default_rng(5))[0].tobytes() for s in sources(writers, Mixed())] for _ in range(2)]

    assert twice[0] == twice[1]
