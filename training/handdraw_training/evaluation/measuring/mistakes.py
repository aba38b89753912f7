"""Finds the answers that were wrong, the surest first."""

from base64 import b64encode

import numpy as np

from handdraw_training.evaluation.measuring.results import Mistake
from handdraw_training.evaluation.measuring.trial_scores import TrialScores

SHOWN = 60


def find_mistakes(scored: TrialScores) -> tuple[Mistake, ...]:
    """Return at most 60 mistakes, refused drawings left out: they got no answer."""
    wrong = np.flatnonzero(~scored.right & ~scored.trial.refused)
    surest = wrong[np.argsort(-scored.confidence[wrong], kind="stable")]
    return tuple(_mistake(scored, int(index)) for index in surest[:SHOWN])


def _mistake(scored: TrialScores, index: int) -> Mistake:
    trial = scored.trial
    return Mistake(
        name=str(trial.names[index]),
        truth=int(trial.labels[index]),
        read=int(scored.digits[index]),
        confidence=round(float(scored.confidence[index]), 6),
        glyph=b64encode(trial.glyphs[index].tobytes()).decode(),
    )
