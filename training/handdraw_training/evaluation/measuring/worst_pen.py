"""How well each set is read when it is drawn with the pen that is worst for it."""

from collections.abc import Sequence

import numpy as np

from handdraw_training.evaluation.measuring.results import WorstPen
from handdraw_training.evaluation.measuring.trial_scores import TrialScores

PENS = ("3 px", "8 px", "16 px")


def find_worst_pen(scored: Sequence[TrialScores]) -> WorstPen | None:
    """Return None unless the digits were drawn with each of the three pens."""
    drawn = [one for one in scored if one.trial.group == "pen width" and one.trial.name in PENS]
    if len(drawn) < len(PENS):
        return None
    sets = drawn[0].trial.sets
    names, counts = np.unique(sets, return_counts=True)
    worst = [min(float(one.right[sets == name].mean()) for one in drawn) for name in names]
    return WorstPen(len(sets), float(np.mean(worst)), float(np.average(worst, weights=counts)))
