import numpy as np
import pytest
from numpy.typing import NDArray

from handdraw_inference.engines.scores import Score, Scores

ROWS = np.eye(10, dtype=np.float32)[[4, 7]]


def contents(score: Score) -> tuple[list[float], float]:
    return score.probabilities.tolist(), score.unlike


def test_a_batch_of_scores_is_as_long_as_its_glyphs() -> None:
    assert len(Scores(ROWS)) == 2


def test_each_glyph_gets_its_own_row_and_how_unlike_a_digit_it_is() -> None:
    scores = Scores(ROWS, np.array([0.25, 0.75], np.float32))

    assert [contents(score) for score in scores] == [(ROWS[0].tolist(), 0.25), (ROWS[1].tolist(), 0.75)]


def test_a_network_that_does_not_say_unlike_finds_no_glyph_unlike_a_digit() -> None:
    assert [score.unlike for score in Scores(ROWS)] == [0.0, 0.0]


def test_no_probability_is_copied() -> None:
    first, second = Scores(ROWS)

    assert [shares_rows(first.probabilities), shares_rows(second.probabilities)] == [True, True]


def shares_rows(probabilities: NDArray[np.float32]) -> bool:
    return np.shares_memory(probabilities, ROWS)


UNSURE = np.array([[0.55, 0.45], [0.1, 0.9]], np.float32)


def test_sureness_is_how_probable_the_likeliest_digit_is_where_it_is_a_digit() -> None:
    scores = Scores(UNSURE, np.array([0.0, 0.5], np.float32))

    assert scores.sureness.tolist() == pytest.approx([0.55, 0.45])
    assert [score.sureness for score in scores] == pytest.approx(scores.sureness.tolist())


def test_without_unlike_sureness_is_the_highest_probability() -> None:
    scores = Scores(UNSURE)

    assert scores.sureness.tolist() == pytest.approx([0.55, 0.9])
    assert [score.sureness for score in scores] == pytest.approx(scores.sureness.tolist())
