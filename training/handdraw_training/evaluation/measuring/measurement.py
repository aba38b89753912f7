"""Everything that is measured of a recogniser: the way in for those who have one."""

from collections.abc import Sequence

import numpy as np

from handdraw_training.data.dataset import Digits
from handdraw_training.evaluation.measuring.accuracies import by, overall, writers
from handdraw_training.evaluation.measuring.measures import calibration, confusion, weights
from handdraw_training.evaluation.measuring.mistakes import mistakes
from handdraw_training.evaluation.measuring.rejection import caught, rejection
from handdraw_training.evaluation.measuring.results import (
    Calibration,
    Condition,
    DrawnDigits,
    Evaluation,
    Mnist,
    Variant,
)
from handdraw_training.evaluation.measuring.trial_scores import READING_WORK, TrialScores, score_trial
from handdraw_training.evaluation.reading import Read
from handdraw_training.evaluation.trials import preparation as groups
from handdraw_training.evaluation.trials.pictures import CONDITIONS, SEED
from handdraw_training.evaluation.trials.preparation import Prepared, prepare
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress, SilentProgress

NAME = "the recogniser"


def evaluate(
    read: Read,
    mnist: Digits | None,
    strokes: Sequence[StrokeDrawing],
    *,
    quick: bool = False,
    name: str = NAME,
) -> Evaluation:
    """``mnist``: the test set. ``strokes``: drawn by nobody whom the network has learnt from.

    ``quick`` takes a small sample of all but the headline; ``name`` heads tables and figures. To compare networks,
    prepare once and measure each.
    """
    return measure(read, prepare(mnist, strokes, quick=quick), name)


def measure(read: Read, prepared: Prepared, name: str = NAME, progress: Progress | None = None) -> Evaluation:
    progress = progress or SilentProgress()
    progress.expect(READING_WORK * len(prepared))
    answers = [score_trial(read, trial, progress) for trial in prepared.trials]

    def of(group: str) -> list[TrialScores]:
        return [one for one in answers if one.trial.group == group]

    drawn = next(iter(of(groups.DRAWN)), None)
    return Evaluation(
        name=name,
        quick=prepared.quick,
        seed=SEED,
        mnist=_mnist(of(groups.MNIST)[0], of(groups.MNIST_PNG)[0]) if of(groups.MNIST) else None,
        drawn=_drawn(drawn) if drawn else None,
        conditions=_conditions(answers, of(groups.SAMPLE)),
        variants=_variants(of(groups.COLOURS)),
        european=tuple(overall(one) for one in of(groups.EUROPEAN)),
        no_digit=rejection(drawn, of(groups.NO_DIGIT), of(groups.OTHERS)),
        blanks=tuple(caught(one) for one in of(groups.BLANK)),
    )


def _mnist(raw: TrialScores, as_png: TrialScores) -> Mnist:
    return Mnist(
        n=len(raw.trial),
        accuracy=overall(raw).accuracy,
        as_png=overall(as_png),
        calibration=_calibrated(raw),
        confusion=confusion(raw.trial.labels, raw.digits),
        mistakes=mistakes(raw),
    )


def _drawn(answers: TrialScores) -> DrawnDigits:
    trial, read = answers.trial, ~answers.trial.refused
    return DrawnDigits(
        n=len(trial),
        accuracy=overall(answers).accuracy,
        refused=int(trial.refused.sum()),
        sets=by(trial.sets, answers),
        digits=by(trial.labels.astype(np.str_), answers),
        writers=writers(answers, SEED),
        calibration=_calibrated(answers),
        confusion=confusion(trial.labels[read], answers.digits[read]),
        mistakes=mistakes(answers),
    )


def _calibrated(answers: TrialScores) -> Calibration:
    """Of the answers that were given."""
    trial, read = answers.trial, ~answers.trial.refused
    return calibration(answers.scores.probabilities[read], trial.labels[read], weights(trial.sets[read]))


def _conditions(answers: Sequence[TrialScores], sample: Sequence[TrialScores]) -> tuple[Condition, ...]:
    """``sample``: the same digits as they are ordinarily drawn."""
    known = list(dict.fromkeys(condition.group for condition in CONDITIONS))
    return tuple(_condition(one, overall(sample[0]).accuracy) for one in answers if one.trial.group in known)


def _condition(answers: TrialScores, ordinarily: float) -> Condition:
    trial, accuracy = answers.trial, overall(answers).accuracy
    return Condition(trial.group, trial.name, len(trial), accuracy, accuracy - ordinarily, int(trial.refused.sum()))


def _variants(answers: Sequence[TrialScores]) -> tuple[Variant, ...]:
    """Each against the first, black on white."""
    return tuple(Variant(one.trial.name, len(one.trial), int(_different(answers[0], one).sum())) for one in answers[1:])


def _different(one: TrialScores, other: TrialScores) -> np.ndarray:
    unlike = 0 if one.scores.unlike is None or other.scores.unlike is None else one.scores.unlike != other.scores.unlike
    apart = (one.scores.probabilities != other.scores.probabilities).any(axis=1) | unlike
    different: np.ndarray = apart | (one.trial.refused != other.trial.refused)
    return different
