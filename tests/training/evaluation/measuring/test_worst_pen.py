from handdraw_training.evaluation.measuring.results import WorstPen
from handdraw_training.evaluation.measuring.trial_scores import TrialScores, score_trial
from handdraw_training.evaluation.measuring.worst_pen import find_worst_pen
from handdraw_training.progress import SilentProgress

from ..scripted_trials import read_script, scripted_trial

WRITERS = ["pen:a", "pen:a", "pen:a", "finger:b"]


def drawn(name: str, *read: int) -> TrialScores:
    """Four 1s, drawn with a pen, and what they were read as."""
    answers = [(digit, 90, 0) for digit in read]
    return score_trial(read_script, scripted_trial("pen width", answers, [1] * 4, WRITERS, name=name), SilentProgress())


def test_each_set_is_held_against_the_pen_that_is_worst_for_it() -> None:
    found = find_worst_pen([drawn("3 px", 1, 1, 7, 1), drawn("8 px", 1, 1, 1, 1), drawn("16 px", 1, 1, 1, 7)])

    assert found == WorstPen(4, (2 / 3 + 0) / 2, 2 / 4)


def test_other_pens_do_not_count() -> None:
    usual = [drawn(name, 1, 1, 1, 1) for name in ("3 px", "8 px", "16 px")]

    found = find_worst_pen([*usual, drawn("48 px", 7, 7, 7, 7)])

    assert found == WorstPen(4, 1.0, 1.0)


def test_without_each_of_the_three_pens_there_is_no_worst() -> None:
    assert find_worst_pen([drawn("3 px", 1, 1, 1, 1), drawn("8 px", 1, 1, 1, 1)]) is None
