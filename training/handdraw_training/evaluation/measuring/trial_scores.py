"""A trial with a recogniser's scores of its glyphs: how well each set, each digit and each writer is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from handdraw_inference.engines.scores import Scores
from handdraw_training.evaluation.measuring.measures import Floats, interval, mean_over_sets
from handdraw_training.evaluation.measuring.results import Accuracy, Tail, Writers
from handdraw_training.evaluation.reading import Names, Read, find_unlike
from handdraw_training.evaluation.trials.trials import Trial
from handdraw_training.progress import Progress

AT_ONCE = 500
SOME, MANY = 20, 50  # digits by one writer: with fewer, a single mistake decides
SURE = 0.9
READING_WORK = 0.1  # of the work of drawing and normalising the same glyph


@dataclass(frozen=True, eq=False)
class TrialScores:
    trial: Trial
    scores: Scores  # of all glyphs, those of refused drawings too

    @cached_property
    def digits(self) -> NDArray[np.int64]:
        digits: NDArray[np.int64] = self.scores.probabilities.argmax(axis=1)
        return digits

    @cached_property
    def confidence(self) -> NDArray[np.float32]:
        highest: NDArray[np.float32] = self.scores.probabilities.max(axis=1)
        return highest

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        right: NDArray[np.bool_] = (self.digits == self.trial.labels) & ~self.trial.refused
        return right

    @cached_property
    def warned(self) -> NDArray[np.bool_]:
        return (self.trial.several | find_unlike(self.scores)) & ~self.trial.refused

    @cached_property
    def sure_mistakes(self) -> NDArray[np.bool_]:
        """Whether each drawing was read wrong by an answer that was over 90% sure; a refusal is no answer."""
        sure: NDArray[np.bool_] = (self.confidence > SURE) & ~self.right & ~self.trial.refused
        return sure

    @property
    def doubt(self) -> Floats:
        """How unlike a digit each drawing is that was not refused; 1 - confidence if the network does not say."""
        doubt = 1 - self.confidence if self.scores.unlike is None else self.scores.unlike
        return doubt[~self.trial.refused].astype(np.float64)


def score_trial(read: Read, trial: Trial, progress: Progress) -> TrialScores:
    """Have ``read`` score a trial's glyphs, 500 at a time; of a drawing's two readings the surer is kept."""
    batches = []
    for start in range(0, len(trial), AT_ONCE):
        glyphs = trial.glyphs[start : start + AT_ONCE]
        batches.append(read(glyphs))
        progress.advance(READING_WORK * len(glyphs), f"reading {trial.group}: {trial.name}")
    scores = _join(batches)
    return keep_surer(trial, scores, read(trial.doubtful.glyphs)) if trial.doubtful else TrialScores(trial, scores)


def keep_surer(trial: Trial, scores: Scores, other: Scores) -> TrialScores:
    """``other``: of the trial's doubtful readings."""
    doubtful = trial.doubtful
    if doubtful is None:
        return TrialScores(trial, scores)
    surer = other.sureness > scores.sureness[doubtful.of]
    kept = doubtful.take(surer)
    probabilities, unlike = scores.probabilities.copy(), None if scores.unlike is None else scores.unlike.copy()
    probabilities[kept.of] = other.probabilities[surer]
    if unlike is not None and other.unlike is not None:
        unlike[kept.of] = other.unlike[surer]
    return TrialScores(trial.read_as(kept), Scores(probabilities, unlike))


def _join(batches: Sequence[Scores]) -> Scores:
    unlike = [one.unlike for one in batches if one.unlike is not None]
    return Scores(
        np.concatenate([one.probabilities for one in batches]),
        np.concatenate(unlike) if len(unlike) == len(batches) else None,
    )


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
    return Writers(
        n=len(accuracies),
        of_twenty=_tail([one for one in accuracies if one.n >= SOME]),
        of_fifty=_tail([one for one in accuracies if one.n >= MANY]),
        interval=interval(scored.right, trial.writers, trial.sets, seed),
        scores=tuple(accuracies),
    )


def _tail(writers: Sequence[Accuracy]) -> Tail | None:
    """``writers``: the worst first."""
    if not writers:
        return None
    return Tail(len(writers), writers[0], float(np.percentile([one.accuracy for one in writers], 5)))
