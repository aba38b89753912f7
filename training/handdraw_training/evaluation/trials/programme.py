"""What an evaluation has drawn: which digits, and which of what is none, under which conditions."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from PIL import Image

from handdraw_training.data.dataset import Digits
from handdraw_training.evaluation.trials import conditions, european, mnist, no_digits, pictures
from handdraw_training.evaluation.trials.pictures import VARIANTS, Condition
from handdraw_training.evaluation.trials.trials import NO_LABEL, Group, PlannedTrial, Subject
from handdraw_training.pen.strokes import StrokeDrawing

SEED = 11

Item = TypeVar("Item")


@dataclass(frozen=True)
class SampleSizes:
    """How many drawings are looked at, at most."""

    drawn: int
    mnist: int  # of each way of sending it
    per_condition: int
    per_cluttered_condition: int
    per_made_up_kind: int


def plan_trials(
    test_digits: Digits | None, strokes: Sequence[StrokeDrawing], sizes: SampleSizes
) -> Iterator[PlannedTrial]:
    """Yield every trial, those too for which there are no drawings."""
    digits = sample_each_set([one for one in strokes if one.label is not None], sizes.drawn)
    if test_digits:
        yield PlannedTrial("test digits", Group.MNIST_PNG, sample(_mnist(test_digits, mnist.send_as_png), sizes.mnist))
        yield PlannedTrial(
            "test digits", Group.MNIST_CANVAS, sample(_mnist(test_digits, mnist.paste_on_canvas), sizes.mnist)
        )
    yield PlannedTrial("ordinarily", Group.DRAWN, subjects(digits, pictures.draw_ordinarily))
    sampled = sample_each_set(digits, sizes.per_condition)
    yield PlannedTrial("ordinarily", Group.SAMPLE, subjects(sampled, pictures.draw_ordinarily))
    yield from _conditions(conditions.UNCLUTTERED, sampled)
    yield from _conditions(conditions.CLUTTERED, sample_each_set(sampled, sizes.per_cluttered_condition))
    yield from _colours(sample_each_set(digits, sizes.per_condition // 2))
    yield from _european(digits, sizes.per_made_up_kind)
    yield from _no_digits(digits, strokes, sizes)
    for name, image in no_digits.blanks().items():
        yield PlannedTrial(name, Group.BLANK, [Subject(name, partial(_same, image))])


def sample(items: Sequence[Item], most: int) -> list[Item]:
    """Return at most ``most`` items, the same each time and in their own order."""
    if len(items) <= most:
        return list(items)
    return [items[index] for index in sorted(np.random.default_rng(SEED).permutation(len(items))[:most])]


def sample_each_set(drawings: Sequence[StrokeDrawing], most: int) -> list[StrokeDrawing]:
    """Return at most ``most`` drawings, equally many of each set; a set that has fewer gives all."""
    sets = sorted({one.set for one in drawings})
    members = [[one for one in drawings if one.set == name] for name in sets]
    return [one for member in members for one in sample(member, max(1, most // len(sets)))]


def subjects(drawings: Iterable[StrokeDrawing], picture: Callable[[StrokeDrawing], Image.Image]) -> list[Subject]:
    return [
        Subject(one.id, partial(picture, one), NO_LABEL if one.label is None else one.label, one.writer)
        for one in drawings
    ]


def _mnist(test_digits: Digits, picture: Callable[[str, mnist.Digit], Image.Image]) -> list[Subject]:
    return [
        Subject(f"test {index}", partial(picture, f"test {index}", image), int(label))
        for index, (image, label) in enumerate(zip(test_digits.images, test_digits.labels, strict=True))
    ]


def _conditions(wanted: Iterable[Condition], digits: Sequence[StrokeDrawing]) -> Iterator[PlannedTrial]:
    for one in wanted:
        yield PlannedTrial(one.name, one.group, subjects(digits, one.picture))


def _colours(digits: Sequence[StrokeDrawing]) -> Iterator[PlannedTrial]:
    def coloured(change: Callable[[Image.Image], Image.Image], one: StrokeDrawing) -> Image.Image:
        return pictures.encode(change(pictures.draw_either_way(one)), "PNG")

    for name, change in {"black on white": _same, **VARIANTS}.items():
        yield PlannedTrial(name, Group.COLOURS, subjects(digits, partial(coloured, change)))


def _same(image: Image.Image) -> Image.Image:
    return image


def _european(digits: Sequence[StrokeDrawing], most: int) -> Iterator[PlannedTrial]:
    zeros = sample_each_set([one for one in digits if one.label == 0], most)
    yield PlannedTrial("0, slashed", Group.EUROPEAN, subjects(zeros, european.draw_slashed))
    yield PlannedTrial("0, dotted", Group.EUROPEAN, subjects(zeros, european.draw_dotted))
    sevens = sample_each_set(plain_sevens(digits), most)
    yield PlannedTrial("7, barred", Group.EUROPEAN, subjects(sevens, european.draw_barred))
    yield PlannedTrial("7, made up, most barred", Group.EUROPEAN, _made("seven", european.draw_made_up_seven, most, 7))
    yield PlannedTrial("1, made up, most flagged", Group.EUROPEAN, _made("one", european.draw_made_up_one, most, 1))


def plain_sevens(drawings: Sequence[StrokeDrawing]) -> list[StrokeDrawing]:
    """Return the 7s of one stroke: those of two have a bar already."""
    return [one for one in drawings if one.label == 7 and len(one.strokes) == 1]


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
