"""Draws and normalises everything that an evaluation looks at: slow, and the same for each network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handdraw_contracts.wire import WarningCode
from handdraw_inference.drawings.normalisation import normalise
from handdraw_inference.errors import DrawingRefused
from handdraw_training.data.dataset import Digits
from handdraw_training.evaluation.trials.programme import SampleSizes, plan_trials
from handdraw_training.evaluation.trials.trials import Group, PlannedTrial, Trial
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress, SilentProgress

SEVERAL: WarningCode = "several_marks"
FULL = SampleSizes(drawn=50_000, mnist_pngs=10_000, per_condition=2_000, per_made_up_kind=600)
QUICK = SampleSizes(drawn=2_000, mnist_pngs=300, per_condition=50, per_made_up_kind=50)


@dataclass(frozen=True)
class Preparation:
    quick: bool
    trials: tuple[Trial, ...]

    def of_group(self, group: str) -> tuple[Trial, ...]:
        return tuple(one for one in self.trials if one.group == group)

    def __len__(self) -> int:
        """Count the drawings of all trials."""
        return sum(map(len, self.trials))


def prepare(
    mnist: Digits | None, strokes: Sequence[StrokeDrawing], *, quick: bool = False, progress: Progress | None = None
) -> Preparation:
    """Make every trial that there is data for; if ``quick``, of small samples."""
    sizes = QUICK if quick else FULL
    wanted = [one for one in plan_trials(mnist, strokes, sizes) if one.subjects]
    progress = progress or SilentProgress()
    progress.expect(sum(len(one.subjects) for one in wanted))
    made = [prepare_trial(one, progress) for one in wanted]
    return Preparation(quick, (*([mnist_as_it_is(mnist)] if mnist else []), *made))


def mnist_as_it_is(mnist: Digits) -> Trial:
    """Return MNIST's digits without normalising them, as every published number on its test set has them."""
    count = len(mnist.labels)
    names = np.array([f"test {index}" for index in range(count)], np.str_)
    none, nobody = np.zeros(count, bool), np.full(count, "", np.str_)
    return Trial(
        "test digits", Group.MNIST, mnist.images, none, none, mnist.labels.astype(np.int64), names, nobody, nobody
    )


def prepare_trial(planned: PlannedTrial, progress: Progress) -> Trial:
    """Draw and normalise each subject in turn."""
    of = planned.subjects
    glyphs = np.zeros((len(of), 28, 28), np.uint8)
    refused, several = np.zeros(len(of), bool), np.zeros(len(of), bool)
    for index, subject in enumerate(of):
        try:
            glyph = normalise(subject.picture())
            glyphs[index], several[index] = glyph.pixels, SEVERAL in glyph.warnings
        except DrawingRefused:
            refused[index] = True
        progress.advance(1, f"drawing {planned.group}: {planned.name}")
    return Trial(
        planned.name,
        planned.group,
        glyphs,
        refused,
        several,
        labels=np.array([subject.label for subject in of], np.int64),
        names=np.array([subject.name for subject in of], np.str_),
        writers=np.array([subject.writer for subject in of], np.str_),
        sets=np.array([subject.set for subject in of], np.str_),
    )
