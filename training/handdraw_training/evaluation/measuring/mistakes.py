"""The answers that were wrong, the surest first."""

from base64 import b64encode

import numpy as np

from handdraw_training.evaluation.measuring.results import Mistake
from handdraw_training.evaluation.measuring.trial_scores import TrialScores

SHOWN = 60


def mistakes(answers: TrialScores) -> tuple[Mistake, ...]:
    """Without those that were refused, which nobody read."""
    wrong = np.flatnonzero(~answers.right & ~answers.trial.refused)
    surest = wrong[np.argsort(-answers.confidence[wrong], kind="stable")]
    return tuple(_mistake(answers, int(index)) for index in surest[:SHOWN])


def _mistake(answers: TrialScores, index: int) -> Mistake:
    trial = answers.trial
    return Mistake(
        name=str(trial.names[index]),
        truth=int(trial.labels[index]),
        read=int(answers.digits[index]),
        confidence=round(float(answers.confidence[index]), 6),
        glyph=b64encode(trial.glyphs[index].tobytes()).decode(),
    )
