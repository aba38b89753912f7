"""Draws and normalises everything that an evaluation looks at: slow, and the same for each network."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from handdraw_training.data.dataset import Digits
from handdraw_training.evaluation.trials import european, no_digits, pictures
from handdraw_training.evaluation.trials.pictures import CONDITIONS, VARIANTS
from handdraw_training.evaluation.trials.sampling import sample, sample_each_set
from handdraw_training.evaluation.trials.trials import NO_LABEL, Group, Subject, Trial, prepare_trial, subjects
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress, SilentProgress

BLACK_ON_WHITE = "black on white"


@dataclass(frozen=True)
class SampleSizes:
    """How many drawings are looked at, at most."""

    drawn: int
    mnist_pngs: int
    per_condition: int
    per_made_up_kind: int


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


@dataclass(frozen=True)
class PlannedTrial:
    name: str
    group: str
    subjects: Sequence[Subject]


def prepare(
    mnist: Digits | None, strokes: Sequence[StrokeDrawing], *, quick: bool = False, progress: Progress | None = None
) -> Preparation:
    """Make every trial that there is data for; if ``quick``, of small samples."""
    sizes = QUICK if quick else FULL
    wanted = [one for one in plan(mnist, strokes, sizes) if one.subjects]
    progress = progress or SilentProgress()
    progress.expect(sum(len(one.subjects) for one in wanted))
    made = [prepare_trial(one.name, one.group, one.subjects, progress) for one in wanted]
    return Preparation(quick, (*([mnist_as_it_is(mnist)] if mnist else []), *made))


def plan(mnist: Digits | None, strokes: Sequence[StrokeDrawing], sizes: SampleSizes) -> Iterator[PlannedTrial]:
    digits = sample_each_set([one for one in strokes if one.label is not None], sizes.drawn)
    if mnist:
        yield PlannedTrial("test digits", Group.MNIST_PNG, sample(_files(mnist), sizes.mnist_pngs))
    yield PlannedTrial("ordinarily", Group.DRAWN, subjects(digits, pictures.draw_ordinarily))
    yield from _conditions(sample_each_set(digits, sizes.per_condition))
    yield from _colours(sample_each_set(digits, sizes.per_condition // 2))
    yield from _european(digits, sizes.per_made_up_kind)
    yield from _no_digits(digits, strokes, sizes)
    for name, image in no_digits.blanks().items():
        yield PlannedTrial(name, Group.BLANK, [Subject(name, partial(_same, image))])


def mnist_as_it_is(mnist: Digits) -> Trial:
    """Return MNIST's digits without normalising them, as every published number on its test set has them."""
    count = len(mnist.labels)
    names = np.array([f"test {index}" for index in range(count)], np.str_)
    none, nobody = np.zeros(count, bool), np.full(count, "", np.str_)
    return Trial(
        "test digits", Group.MNIST, mnist.images, none, none, mnist.labels.astype(np.int64), names, nobody, nobody
    )


def _files(mnist: Digits) -> list[Subject]:
    return [
        Subject(f"test {index}", partial(_file, image), int(label))
        for index, (image, label) in enumerate(zip(mnist.images, mnist.labels, strict=True))
    ]


def _file(image: np.ndarray) -> Image.Image:
    return pictures.encode(Image.fromarray(image), "PNG")


def _conditions(digits: Sequence[StrokeDrawing]) -> Iterator[PlannedTrial]:
    yield PlannedTrial("ordinarily", Group.SAMPLE, subjects(digits, pictures.draw_ordinarily))
    for one in CONDITIONS:
        yield PlannedTrial(one.name, one.group, subjects(digits, one.picture))


def _colours(digits: Sequence[StrokeDrawing]) -> Iterator[PlannedTrial]:
    def coloured(change: Callable[[Image.Image], Image.Image], one: StrokeDrawing) -> Image.Image:
        return pictures.encode(change(pictures.draw_either_way(one)), "PNG")

    for name, change in {BLACK_ON_WHITE: _same, **VARIANTS}.items():
        yield PlannedTrial(name, Group.COLOURS, subjects(digits, partial(coloured, change)))


def _same(image: Image.Image) -> Image.Image:
    return image


def _european(digits: Sequence[StrokeDrawing], most: int) -> Iterator[PlannedTrial]:
    zeros = sample_each_set(european.zeros(digits), most)
    yield PlannedTrial("0, slashed", Group.EUROPEAN, subjects(zeros, european.draw_slashed))
    yield PlannedTrial("0, dotted", Group.EUROPEAN, subjects(zeros, european.draw_dotted))
    sevens = sample_each_set(european.plain_sevens(digits), most)
    yield PlannedTrial("7, barred", Group.EUROPEAN, subjects(sevens, european.draw_barred))
    yield PlannedTrial("7, made up, most barred", Group.EUROPEAN, _made("seven", european.draw_made_up_seven, most, 7))
    yield PlannedTrial("1, made up, most flagged", Group.EUROPEAN, _made("one", european.draw_made_up_one, most, 1))


def _made(kind: str, picture: Callable[[str], Image.Image], count: int, label: int = NO_LABEL) -> list[Subject]:
    names = [f"{kind} {index}" for index in range(count)]
    return [Subject(name, partial(picture, name), label) for name in names]


def _no_digits(
    digits: Sequence[StrokeDrawing], strokes: Sequence[StrokeDrawing], sizes: SampleSizes
) -> Iterator[PlannedTrial]:
    for name, picture in no_digits.kinds(digits).items():
        group = Group.NO_DIGIT if name.startswith(("letters", "scribbles")) else Group.OTHERS
        yield PlannedTrial(name, group, _made(name, picture, sizes.per_made_up_kind))
    others = [one for one in strokes if one.label is None]
    for name in sorted({one.set for one in others}):
        recorded = sample([one for one in others if one.set == name], sizes.drawn)
        yield PlannedTrial(f"recorded: {name}", Group.NO_DIGIT, subjects(recorded, pictures.draw_ordinarily))
