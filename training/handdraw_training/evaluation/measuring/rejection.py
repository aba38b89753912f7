"""Measures how much of what is no digit is warned about, and how often a true digit is."""

from collections.abc import Sequence

import numpy as np

from handdraw_inference.engines.scores import NO_DIGIT_ABOVE
from handdraw_training.evaluation.measuring.measures import roc, thin
from handdraw_training.evaluation.measuring.results import NoDigit, Roc, WarningCount
from handdraw_training.evaluation.measuring.trial_scores import TrialScores

POINTS = 200


def measure_rejection(
    digits: TrialScores | None, alike: Sequence[TrialScores], others: Sequence[TrialScores]
) -> NoDigit:
    """``alike``: what only the network can tell from a digit. ``others``: what other warnings may catch as well."""
    return NoDigit(
        digits=count_warnings(digits) if digits else None,  # a refused digit got no answer either
        kinds=tuple(count_warnings(one) for one in (*alike, *others)),
        roc=_roc(digits, alike) if digits and alike else None,
    )


def count_warnings(scored: TrialScores) -> WarningCount:
    """Count warnings and refusals, for a refusal keeps a confident digit from being answered just as well."""
    warned, refused = int(scored.warned.sum()), int(scored.trial.refused.sum())
    return WarningCount(scored.trial.name, len(scored.trial), warned, refused, (warned + refused) / len(scored.trial))


def _roc(digits: TrialScores, others: Sequence[TrialScores]) -> Roc:
    doubts = np.concatenate([one.doubt for one in others])
    alarms, shares = roc(digits.doubt, doubts)
    says_unlike = digits.scores.unlike is not None
    shipped = float((digits.doubt > NO_DIGIT_ABOVE).mean()), float((doubts > NO_DIGIT_ABOVE).mean())
    return Roc(
        says_unlike=says_unlike,
        area=float(np.trapezoid(shares, alarms)),
        at=shipped if says_unlike else None,
        alarms=thin(alarms, POINTS),
        caught=thin(shares, POINTS),
    )
