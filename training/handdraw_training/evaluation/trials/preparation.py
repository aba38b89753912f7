"""Every drawing that an evaluation looks at, brought to its glyph: slow, and the same for each network."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from handdraw_training.data.dataset import Digits
from handdraw_training.evaluation.trials import european, no_digits, pictures
from handdraw_training.evaluation.trials.pictures import CONDITIONS, VARIANTS
from handdraw_training.evaluation.trials.sampling import some, some_of_each_set
from handdraw_training.evaluation.trials.trials import Subject, Trial, subjects, trial
from handdraw_training.pen.strokes import StrokeDrawing
from handdraw_training.progress import Progress, SilentProgress

MNIST, MNIST_PNG, DRAWN, SAMPLE, COLOURS, EUROPEAN, NO_DIGIT, OTHERS, BLANK = (
    "MNIST", "MNIST as PNG", "drawn", "drawn, a sample", "colours", "European forms",
    "letters and scribbles", "other than one digit", "blank",
)  # fmt: skip
BLACK_ON_WHITE = "black on white"


@dataclass(frozen=True)
class Extent:
    """At most how many drawings of each kind are looked at."""

    drawn: int
    mnist_png: int
    condition: int  # of each
    made: int  # of each kind that is made up


FULL = Extent(drawn=50_000, mnist_png=10_000, condition=2_000, made=600)
QUICK = Extent(drawn=2_000, mnist_png=300, condition=50, made=50)


@dataclass(frozen=True)
class Prepared:
    quick: bool
    trials: tuple[Trial, ...]

    def group(self, name: str) -> tuple[Trial, ...]:
        return tuple(one for one in self.trials if one.group == name)

    def first(self, group: str) -> Trial | None:
        return next(iter(self.group(group)), None)

    def __len__(self) -> int:
        return sum(map(len, self.trials))


@dataclass(frozen=True)
class Planned:
    name: str
    group: str
    subjects: Sequence[Subject]


def prepare(
    mnist: Digits | None, strokes: Sequence[StrokeDrawing], *, quick: bool = False, progress: Progress | None = None
) -> Prepared:
    extent = QUICK if quick else FULL
    wanted = [one for one in planned(mnist, strokes, extent) if one.subjects]
    progress = progress or SilentProgress()
    progress.expect(sum(len(one.subjects) for one in wanted))
    made = [trial(one.name, one.group, one.subjects, progress) for one in wanted]
    return Prepared(quick, (*([as_they_are(mnist)] if mnist else []), *made))


def planned(mnist: Digits | None, strokes: Sequence[StrokeDrawing], extent: Extent) -> Iterator[Planned]:
    digits = some_of_each_set([one for one in strokes if one.label is not None], extent.drawn)
    if mnist:
        yield Planned("test digits", MNIST_PNG, some(_files(mnist), extent.mnist_png))
    yield Planned("ordinarily", DRAWN, subjects(digits, pictures.drawn))
    yield from _conditions(some_of_each_set(digits, extent.condition))
    yield from _colours(some_of_each_set(digits, extent.condition // 2))
    yield from _european(digits, extent.made)
    yield from _no_digits(digits, strokes, extent)
    for name, image in no_digits.blanks().items():
        yield Planned(name, BLANK, [Subject(name, partial(_same, image))])


def as_they_are(mnist: Digits) -> Trial:
    """MNIST's digits as they came, which is how every table of MNIST's test set reads them."""
    count = len(mnist.labels)
    names = np.array([f"test {index}" for index in range(count)], np.str_)
    none, nobody = np.zeros(count, bool), np.full(count, "", np.str_)
    return Trial("test digits", MNIST, mnist.images, none, none, mnist.labels.astype(np.int64), names, nobody, nobody)


def _files(mnist: Digits) -> list[Subject]:
    return [
        Subject(f"test {index}", partial(_file, image), int(label))
        for index, (image, label) in enumerate(zip(mnist.images, mnist.labels, strict=True))
    ]


def _file(image: np.ndarray) -> Image.Image:
    return pictures.encoded(Image.fromarray(image), "PNG")


def _conditions(digits: Sequence[StrokeDrawing]) -> Iterator[Planned]:
    yield Planned("ordinarily", SAMPLE, subjects(digits, pictures.drawn))
    for one in CONDITIONS:
        yield Planned(one.name, one.group, subjects(digits, one.picture))


def _colours(digits: Sequence[StrokeDrawing]) -> Iterator[Planned]:
    def coloured(change: Callable[[Image.Image], Image.Image], one: StrokeDrawing) -> Image.Image:
        return pictures.encoded(change(pictures.either(one)), "PNG")

    for name, change in {BLACK_ON_WHITE: _same, **VARIANTS}.items():
        yield Planned(name, COLOURS, subjects(digits, partial(coloured, change)))


def _same(image: Image.Image) -> Image.Image:
    return image


def _european(digits: Sequence[StrokeDrawing], most: int) -> Iterator[Planned]:
    zeros = some_of_each_set(european.zeros(digits), most)
    yield Planned("0, slashed", EUROPEAN, subjects(zeros, european.slashed))
    yield Planned("0, dotted", EUROPEAN, subjects(zeros, european.dotted))
    sevens = some_of_each_set(european.plain_sevens(digits), most)
    yield Planned("7, barred", EUROPEAN, subjects(sevens, european.barred))
    yield Planned("7, made up, most barred", EUROPEAN, _made("seven", european.barred_seven, most, 7))
    yield Planned("1, made up, most flagged", EUROPEAN, _made("one", european.flagged_one, most, 1))


def _made(kind: str, picture: Callable[[str], Image.Image], count: int, label: int = -1) -> list[Subject]:
    names = [f"{kind} {index}" for index in range(count)]
    return [Subject(name, partial(picture, name), label) for name in names]


def _no_digits(digits: Sequence[StrokeDrawing], strokes: Sequence[StrokeDrawing], extent: Extent) -> Iterator[Planned]:
    for name, picture in no_digits.kinds(digits).items():
        group = NO_DIGIT if name.startswith(("letters", "scribbles")) else OTHERS
        yield Planned(name, group, _made(name, picture, extent.made))
    others = [one for one in strokes if one.label is None]
    for name in sorted({one.set for one in others}):
        recorded = some([one for one in others if one.set == name], extent.drawn)
        yield Planned(f"recorded: {name}", NO_DIGIT, subjects(recorded, pictures.drawn))
