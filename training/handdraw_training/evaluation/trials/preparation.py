"""Draws and normalises everything that an evaluation looks at: slow, and the same for each network."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from handdraw_inference.drawings.glyphs import Glyph
from handdraw_inference.drawings.normalisation import find_glyphs, survey
from handdraw_inference.errors import DrawingRefused
from handdraw_training.data.dataset import Digits
from handdraw_training.evaluation.trials.programme import SampleSizes, plan_trials
from handdraw_training.evaluation.trials.trials import Group, PlannedTrial, Readings, Subject, Trial
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress, SilentProgress

SEVERAL, LEFT_OUT = "several_marks", "something_left_out"
FULL = SampleSizes(drawn=50_000, mnist=10_000, per_condition=2_000, per_cluttered_condition=800, per_made_up_kind=600)
QUICK = SampleSizes(drawn=2_000, mnist=300, per_condition=50, per_cluttered_condition=50, per_made_up_kind=50)


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
    labels = mnist.labels.astype(np.int64)
    return Trial("test digits", Group.MNIST, mnist.images, none, none, none, labels, names, nobody, nobody)


def prepare_trial(planned: PlannedTrial, progress: Progress) -> Trial:
    """Draw and normalise each subject in turn."""
    of = planned.subjects
    read = [_find_glyphs(planned, subject, progress) for subject in of]
    found = [glyphs[0] if glyphs else None for glyphs in read]
    blank = np.zeros((28, 28), np.uint8)
    return Trial(
        planned.name,
        planned.group,
        np.array([glyph.pixels if glyph else blank for glyph in found], np.uint8).reshape(-1, 28, 28),
        refused=np.array([glyph is None for glyph in found], bool),
        several=_find_warned(found, SEVERAL),
        left_out=_find_warned(found, LEFT_OUT),
        labels=np.array([subject.label for subject in of], np.int64),
        names=np.array([subject.name for subject in of], np.str_),
        writers=np.array([subject.writer for subject in of], np.str_),
        sets=np.array([subject.set for subject in of], np.str_),
        doubtful=_find_doubtful(read),
    )


def _find_glyphs(planned: PlannedTrial, subject: Subject, progress: Progress) -> tuple[Glyph, ...]:
    """Return none if the drawing is refused."""
    progress.advance(1, f"drawing {planned.group}: {planned.name}")
    try:
        return find_glyphs(survey(subject.picture()))
    except DrawingRefused:
        return ()


def _find_doubtful(read: Sequence[tuple[Glyph, ...]]) -> Readings | None:
    of = [index for index, glyphs in enumerate(read) if len(glyphs) > 1]
    if not of:
        return None
    found = [read[index][1] for index in of]
    glyphs = np.stack([glyph.pixels for glyph in found])
    return Readings(np.array(of, np.intp), glyphs, _find_warned(found, SEVERAL), _find_warned(found, LEFT_OUT))


def _find_warned(found: Sequence[Glyph | None], code: str) -> NDArray[np.bool_]:
    return np.array([glyph is not None and code in glyph.warnings for glyph in found], bool)
