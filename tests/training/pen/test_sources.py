from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from handdraw_inference.drawings.normalisation import normalise
from handdraw_training.pen import digits, letters, scribbles
from handdraw_training.pen.deformation import deform, unit
from handdraw_training.pen.rendering import Pen, draw
from handdraw_training.pen.sources import NO_DIGIT, sources
from handdraw_training.pen.strokes import StrokeDrawing, Strokes


@pytest.fixture
def writers() -> list[StrokeDrawing]:
    rng = np.random.default_rng(0)
    made = [digits.handprinted(rng) for _ in range(60)]
    return [StrokeDrawing(str(n), digit, "made:up", strokes) for n, (digit, strokes) in enumerate(made)]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(digits.one, id="one"),
        pytest.param(digits.seven, id="seven"),
        pytest.param(digits.four, id="four"),
        pytest.param(lambda rng: digits.handprinted(rng)[1], id="handprinted"),
        pytest.param(lambda rng: letters.letter(rng)[1], id="letter"),
        *(pytest.param(kind, id=kind.__name__) for kind in dict.fromkeys(scribbles.KINDS)),
    ],
)
def test_what_is_made_up_can_be_drawn_and_read_as_a_glyph(make: Callable[[np.random.Generator], Strokes]) -> None:
    rng = np.random.default_rng(1)

    glyphs = [normalise(draw(deform(make(rng), rng), Pen())).pixels for _ in range(20)]

    assert (min(glyph.max() for glyph in glyphs) > 100, len({glyph.tobytes() for glyph in glyphs})) == (True, 20)


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


def test_no_strength_deforms_nothing() -> None:
    line = (np.array([[0.0, 0.0], [3.0, 4.0]]),)

    straight = deform(line, np.random.default_rng(0), strength=0)[0]

    assert np.allclose(straight[:, 1], straight[:, 0] * 4 / 3 + straight[0, 1] - straight[0, 0] * 4 / 3)


def test_letters_that_may_be_digits_are_left_out() -> None:
    rng = np.random.default_rng(4)

    assert {letters.letter(rng)[0] for _ in range(3000)} == {*letters.LETTERS, *letters.SIGNS}


def test_the_longer_side_of_a_drawing_is_the_pens_size() -> None:
    canvas = np.asarray(draw(unit((np.array([[0.0, 0.0], [1.0, 2.0]]),)), Pen(width=1, size=0.5)))

    rows = np.flatnonzero((canvas < 128).any(axis=1))

    assert np.ptp(rows) + 1 == pytest.approx(140, abs=2)
