"""Measures how well each set, each digit and each writer is read."""

import numpy as np

from handdraw_training.evaluation.measuring.measures import interval, mean_over_sets
from handdraw_training.evaluation.measuring.results import Accuracy, Writers
from handdraw_training.evaluation.measuring.trial_scores import TrialScores
from handdraw_training.evaluation.reading import Names

PRACTISED = 20  # digits by one writer: with fewer, a single mistake decides


def accuracies_by(groups: Names, scored: TrialScores) -> tuple[Accuracy, ...]:
    """``groups``: which group each drawing belongs to; the result is in their alphabetical order."""
    return tuple(_accuracy(str(name), groups == name, scored) for name in np.unique(groups))


def _accuracy(name: str, inside: np.ndarray, scored: TrialScores) -> Accuracy:
    return Accuracy(name, int(inside.sum()), mean_over_sets(scored.right[inside], scored.trial.sets[inside]))


def overall_accuracy(scored: TrialScores) -> Accuracy:
    return _accuracy(scored.trial.name, np.ones(len(scored.trial), bool), scored)


def measure_writers(scored: TrialScores, seed: int) -> Writers:
    trial = scored.trial
    accuracies = sorted(accuracies_by(trial.writers, scored), key=lambda one: (one.accuracy, one.name))
    practised = [one for one in accuracies if one.n >= PRACTISED]
    return Writers(
        n=len(accuracies),
        practised=len(practised),
        worst=practised[0] if practised else None,
        fifth_percentile=float(np.percentile([one.accuracy for one in practised], 5)) if practised else None,
        interval=interval(scored.right, trial.writers, trial.sets, seed),
        scores=tuple(accuracies),
    )
