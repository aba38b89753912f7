from collections import Counter

import numpy as np
import pytest

from handdraw_training.pen import digits
from handdraw_training.pen.sources import NO_DIGIT, sources
from handdraw_training.pen.strokes import StrokeDrawing


@pytest.fixture
def writers() -> list[StrokeDrawing]:
    rng = np.random.default_rng(0)
    made = [digits.handprinted_digit(rng) for _ in range(60)]
    return [StrokeDrawing(str(n), digit, "made:up", strokes) for n, (digit, strokes) in enumerate(made)]


def test_every_source_draws_what_its_name_says(writers: list[StrokeDrawing]) -> None:
    rng = np.random.default_rng(2)

    drawn = {source.name: {source.picture(rng)[1] for _ in range(150)} for source in sources(writers)}

    assert drawn == {
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


def test_without_recorded_digits_those_made_up_must_do() -> None:
    rng = np.random.default_rng(3)

    labels = Counter(source.picture(rng)[1] for source in sources([]) for _ in range(30))

    assert set(labels) == {*range(10), NO_DIGIT}


def test_the_same_seed_draws_the_same(writers: list[StrokeDrawing]) -> None:
    twice = [[s.picture(np.random.default_rng(5))[0].tobytes() for s in sources(writers)] for _ in range(2)]

    assert twice[0] == twice[1]
