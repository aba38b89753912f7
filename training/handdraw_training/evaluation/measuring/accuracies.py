"""How well each set, each digit and each writer is read."""

import numpy as np

from handdraw_training.evaluation.measuring.measures import interval, mean
from handdraw_training.evaluation.measuring.results import Accuracy, Writers
from handdraw_training.evaluation.measuring.trial_scores import TrialScores
from handdraw_training.evaluation.reading import Names

PRACTISED = 20  # digits by one writer: with fewer, a single mistake decides


def by(groups: Names, answers: TrialScores) -> tuple[Accuracy, ...]:
    """In the groups' alphabetic order."""
    return tuple(_accuracy(str(name), groups == name, answers) for name in np.unique(groups))


def _accuracy(name: str, inside: np.ndarray, answers: TrialScores) -> Accuracy:
    return Accuracy(name, int(inside.sum()), mean(answers.right[inside], answers.trial.sets[inside]))


def overall(answers: TrialScores) -> Accuracy:
    return _accuracy(answers.trial.name, np.ones(len(answers.trial), bool), answers)


def writers(answers: TrialScores, seed: int) -> Writers:
    trial = answers.trial
    scores = sorted(by(trial.writers, answers), key=lambda score: (score.accuracy, score.name))
    practised = [score for score in scores if score.n >= PRACTISED]
    return Writers(
        n=len(scores),
        practised=len(practised),
        worst=practised[0] if practised else None,
        fifth_percentile=float(np.percentile([score.accuracy for score in practised], 5)) if practised else None,
        interval=interval(answers.right, trial.writers, trial.sets, seed),
        scores=tuple(scores),
    )
