import numpy as np
import pytest

from handdraw_inference.engines.scores import Scores
from handdraw_training.errors import TwinDisagrees
from handdraw_training.exporting import lite

TENTHS = np.full((1, 10), 0.1, np.float32)


def test_a_twin_that_agrees_to_a_hundred_thousandth_is_accepted() -> None:
    lite.check(Scores(TENTHS), Scores(TENTHS + np.float32(9e-6)))


def test_a_twin_that_differs_by_more_is_refused() -> None:
    with pytest.raises(TwinDisagrees, match=r"probabilities differ from Keras's by 2\.0e-05, more than 1e-05"):
        lite.check(Scores(TENTHS), Scores(TENTHS + np.float32(2e-5)))


def test_a_twin_that_answers_nan_is_refused() -> None:
    with pytest.raises(TwinDisagrees, match="differ from Keras's by nan"):
        lite.check(Scores(TENTHS), Scores(TENTHS * np.float32(np.nan)))


def test_every_output_is_compared() -> None:
    right, wrong = (
        Scores(TENTHS, TENTHS[:, 0]),
        Scores(TENTHS, TENTHS[:, 0] * 2),
    )

    with pytest.raises(TwinDisagrees, match="unlike_a_digit differ from Keras's by 1"):
        lite.check(right, wrong)


def test_an_output_that_is_missing_is_noticed() -> None:
    with pytest.raises(
        TwinDisagrees, match=r"LiteRT answers \['probabilities'\] and Keras \['probabilities', 'unlike_a_digit'\]"
    ):
        lite.check(Scores(TENTHS, TENTHS[:, 0]), Scores(TENTHS))
