"""What a recogniser answered to a trial."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from handdraw_training.evaluation.measuring.measures import Floats
from handdraw_training.evaluation.progress import Progress
from handdraw_training.evaluation.reading import UNLIKE, Read
from handdraw_training.evaluation.trials.trials import Trial

AT_ONCE = 500


@dataclass(frozen=True, eq=False)
class Answers:
    trial: Trial
    probabilities: NDArray[np.float32]  # [n, 10]
    unlike: NDArray[np.float32] | None  # [n]

    @cached_property
    def digits(self) -> NDArray[np.int64]:
        digits: NDArray[np.int64] = self.probabilities.argmax(axis=1)
        return digits

    @cached_property
    def confidence(self) -> NDArray[np.float32]:
        highest: NDArray[np.float32] = self.probabilities.max(axis=1)
        return highest

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        right: NDArray[np.bool_] = (self.digits == self.trial.labels) & ~self.trial.refused
        return right

    @cached_property
    def warned(self) -> NDArray[np.bool_]:
        unlike = np.zeros(len(self.trial), bool) if self.unlike is None else self.unlike > UNLIKE
        return (self.trial.several | unlike) & ~self.trial.refused

    @property
    def doubt(self) -> Floats:
        """Of those that were not refused, how unlike a digit; where the network does not say, how unsure it was."""
        doubt = 1 - self.confidence if self.unlike is None else self.unlike
        return doubt[~self.trial.refused].astype(np.float64)


def answered(read: Read, trial: Trial, progress: Progress) -> Answers:
    readings = []
    for start in range(0, len(trial), AT_ONCE):
        glyphs = trial.glyphs[start : start + AT_ONCE]
        readings.append(read(glyphs))
        progress.advance(READING * len(glyphs), f"reading {trial.group}: {trial.name}")
    unlike = [one.unlike for one in readings if one.unlike is not None]
    return Answers(
        trial,
        np.concatenate([one.probabilities for one in readings]),
        np.concatenate(unlike) if len(unlike) == len(readings) else None,
    )


READING = 0.1  # of the work that it takes to draw and normalise
