"""Measures everything about a recogniser: the way in for those who have one."""

import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from handdraw_training.data.dataset import Digits
from handdraw_training.evaluation.measuring.measures import calibration, confusion, mean_over_sets, weights
from handdraw_training.evaluation.measuring.mistakes import find_mistakes
from handdraw_training.evaluation.measuring.rejection import count_warnings, measure_rejection
from handdraw_training.evaluation.measuring.results import (
    CalibrationErrors,
    ConditionAccuracy,
    DrawnDigits,
    Evaluation,
    Mnist,
    SetAccuracy,
    Variant,
)
from handdraw_training.evaluation.measuring.trial_scores import (
    READING_WORK,
    TrialScores,
    accuracies_by,
    measure_writers,
    overall_accuracy,
    score_trial,
)
from handdraw_training.evaluation.measuring.worst_pen import find_worst_pen
from handdraw_training.evaluation.reading import Read, Recogniser
from handdraw_training.evaluation.trials.conditions import CONDITIONS
from handdraw_training.evaluation.trials.held_out import HeldOut
from handdraw_training.evaluation.trials.pictures import SEED
from handdraw_training.evaluation.trials.preparation import Preparation, prepare
from handdraw_training.evaluation.trials.trials import Group
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress, SilentProgress

NAME = "the recogniser"
AS_SENT = (Group.MNIST, Group.MNIST_PNG, Group.MNIST_CANVAS)


def evaluate(
    read: Read,
    mnist: Digits | None,
    strokes: Sequence[StrokeDrawing],
    *,
    quick: bool = False,
    name: str = NAME,
) -> Evaluation:
    """Prepare and measure in one.

    ``mnist``: the test set. ``strokes``: by nobody whom the network has learnt from. ``quick`` takes a small sample of
    all but the headline; ``name`` heads tables and figures. To compare networks, ``measure_all``.
    """
    return measure(read, prepare(mnist, strokes, quick=quick), name)


def measure_all(recognisers: Sequence[Recogniser], data: HeldOut, *, quick: bool) -> list[Evaluation]:
    """Prepare once and measure each, while a person waits."""
    progress = Progress("measuring", out=sys.stderr)
    try:
        preparation = prepare(data.mnist, data.strokes, quick=quick, progress=progress)
        return [measure(one.read, preparation, one.name, progress) for one in recognisers]
    finally:
        progress.close()


def measure(read: Read, preparation: Preparation, name: str = NAME, progress: Progress | None = None) -> Evaluation:
    """Have ``read`` score every trial, and sum the scores up."""
    progress = progress or SilentProgress()
    progress.expect(READING_WORK * len(preparation))
    scored = [score_trial(read, trial, progress) for trial in preparation.trials]

    def trials_of(group: Group) -> list[TrialScores]:
        return [one for one in scored if one.trial.group == group]

    drawn = next(iter(trials_of(Group.DRAWN)), None)
    return Evaluation(
        name=name,
        quick=preparation.quick,
        seed=SEED,
        mnist=_mnist(*(trials_of(group)[0] for group in AS_SENT)) if trials_of(Group.MNIST) else None,
        drawn=_drawn_digits(drawn) if drawn else None,
        conditions=_conditions(scored, trials_of(Group.SAMPLE)),
        worst_pen=find_worst_pen(scored),
        variants=_variants(trials_of(Group.COLOURS)),
        european=tuple(overall_accuracy(one) for one in trials_of(Group.EUROPEAN)),
        no_digit=measure_rejection(drawn, trials_of(Group.NO_DIGIT), trials_of(Group.OTHERS)),
        blanks=tuple(count_warnings(one) for one in trials_of(Group.BLANK)),
    )


def _mnist(raw: TrialScores, as_png: TrialScores, on_canvas: TrialScores) -> Mnist:
    return Mnist(
        n=len(raw.trial),
        accuracy=overall_accuracy(raw).accuracy,
        as_png=overall_accuracy(as_png),
        on_canvas=overall_accuracy(on_canvas),
        calibration=_calibration(raw),
        confusion=confusion(raw.trial.labels, raw.digits),
        mistakes=find_mistakes(raw),
        sure_mistakes=float(raw.sure_mistakes.mean()),
    )


def _drawn_digits(scored: TrialScores) -> DrawnDigits:
    trial, read = scored.trial, ~scored.trial.refused
    return DrawnDigits(
        n=len(trial),
        accuracy=overall_accuracy(scored).accuracy,
        refused=int(trial.refused.sum()),
        sets=tuple(_set(name, scored) for name in np.unique(trial.sets)),
        digits=accuracies_by(trial.labels.astype(np.str_), scored),
        writers=measure_writers(scored, SEED),
        calibration=_calibration(scored),
        confusion=confusion(trial.labels[read], scored.digits[read]),
        mistakes=find_mistakes(scored),
        sure_mistakes=mean_over_sets(scored.sure_mistakes, trial.sets),
        left_out=int(trial.left_out.sum()),
    )


def _set(name: str, scored: TrialScores) -> SetAccuracy:
    inside = scored.trial.sets == name
    return SetAccuracy(
        str(name),
        int(inside.sum()),
        float(scored.right[inside].mean()),
        ece=_calibration(scored, inside).ece,
        sure_mistakes=float(scored.sure_mistakes[inside].mean()),
    )


def _calibration(scored: TrialScores, inside: NDArray[np.bool_] | None = None) -> CalibrationErrors:
    """``inside``: of which drawings; by default, all. Refused ones are left out: they got no answer."""
    trial, read = scored.trial, ~scored.trial.refused & (True if inside is None else inside)
    return calibration(scored.scores.probabilities[read], trial.labels[read], weights(trial.sets[read]))


def _conditions(scored: Sequence[TrialScores], sample: Sequence[TrialScores]) -> tuple[ConditionAccuracy, ...]:
    """``sample``: the same digits, ordinarily drawn."""
    known = {condition.group for condition in CONDITIONS}
    return tuple(_condition(one, sample[0]) for one in scored if one.trial.group in known)


def _condition(scored: TrialScores, sample: TrialScores) -> ConditionAccuracy:
    trial, accuracy = scored.trial, overall_accuracy(scored).accuracy
    same = np.isin(sample.trial.names, trial.names)
    ordinarily = mean_over_sets(sample.right[same], sample.trial.sets[same])
    refused, left_out = int(trial.refused.sum()), int(trial.left_out.sum())
    return ConditionAccuracy(trial.group, trial.name, len(trial), accuracy, accuracy - ordinarily, refused, left_out)


def _variants(scored: Sequence[TrialScores]) -> tuple[Variant, ...]:
    """Compare each variant with the first, black on white."""
    return tuple(Variant(one.trial.name, len(one.trial), int(_different(scored[0], one).sum())) for one in scored[1:])


def _different(one: TrialScores, other: TrialScores) -> np.ndarray:
    unlike = 0 if one.scores.unlike is None or other.scores.unlike is None else one.scores.unlike != other.scores.unlike
    apart = (one.scores.probabilities != other.scores.probabilities).any(axis=1) | unlike
    different: np.ndarray = apart | (one.trial.refused != other.trial.refused)
    return different
