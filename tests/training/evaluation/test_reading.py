import numpy as np

from handdraw_inference.engines.scores import Scores
from handdraw_training.evaluation.reading import find_unlike

TENTHS = np.full((4, 10), 0.1, np.float32)


def test_what_looks_like_no_digit_is_above_a_half() -> None:
    scores = Scores(TENTHS, np.array([0.1, 0.5, 0.51, 0.9], np.float32))

    assert find_unlike(scores).tolist() == [False, False, True, True]


def test_a_network_that_does_not_say_what_is_no_digit_warns_of_nothing() -> None:
    assert find_unlike(Scores(TENTHS)).sum() == 0
