"""Whether what is no digit is warned about, and how often a true digit is."""

from collections.abc import Sequence

import numpy as np

from handdraw_training.evaluation.measuring.measures import roc, thinned
from handdraw_training.evaluation.measuring.results import NoDigit, Roc, Warned
from handdraw_training.evaluation.measuring.trial_scores import TrialScores
from handdraw_training.evaluation.reading import UNLIKE

POINTS = 200


def rejection(digits: TrialScores | None, alike: Sequence[TrialScores], others: Sequence[TrialScores]) -> NoDigit:
    """``alike``: what only the network can tell from a digit. ``others``: what other warnings may catch, too."""
    return NoDigit(
        digits=caught(digits) if digits else None,  # a true digit that is refused got no answer either
        kinds=tuple(caught(answers) for answers in (*alike, *others)),
        roc=_roc(digits, alike) if digits and alike else None,
    )


def caught(answers: TrialScores) -> Warned:
    """A refusal keeps a confident digit from being answered as a warning does."""
    warned, refused = int(answers.warned.sum()), int(answers.trial.refused.sum())
    return Warned(answers.trial.name, len(answers.trial), warned, refused, (warned + refused) / len(answers.trial))


def _roc(digits: TrialScores, others: Sequence[TrialScores]) -> Roc:
    doubts = np.concatenate([answers.doubt for answers in others])
    alarms, shares = roc(digits.doubt, doubts)
    says_unlike = digits.scores.unlike is not None
    return Roc(
        says_unlike=says_unlike,
        area=float(np.trapezoid(shares, alarms)),
        at=(float((digits.doubt > UNLIKE).mean()), float((doubts > UNLIKE).mean())) if says_unlike else None,
        alarms=thinned(alarms, POINTS),
        caught=thinned(shares, POINTS),
    )
