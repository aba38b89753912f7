from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handdraw_training.data.dataset import Digits, read
from handdraw_training.evaluation.trials import preparation
from handdraw_training.evaluation.trials.conditions import CLUTTERED, UNCLUTTERED
from handdraw_training.evaluation.trials.pictures import VARIANTS
from handdraw_training.evaluation.trials.preparation import Preparation, prepare
from handdraw_training.evaluation.trials.programme import SampleSizes
from handdraw_training.evaluation.trials.trials import Group
from handdraw_training.pen.strokes import StrokeDrawing

SIZES = SampleSizes(drawn=20, mnist=5, per_condition=4, per_cluttered_condition=2, per_made_up_kind=3)

Writer = Callable[..., list[StrokeDrawing]]


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "QUICK", SIZES)


@pytest.fixture
def test_digits(mnist: Path) -> Digits:
    return read(mnist).test


def count_by_group(prepared: Preparation) -> dict[str, int]:
    """How many drawings each group has."""
    counts = Counter[str]()
    for trial in prepared.trials:
        counts[trial.group] += len(trial)
    return dict(counts)


def test_everything_is_prepared_in_the_extent_that_is_wanted(test_digits: Digits, writer: Writer) -> None:
    prepared = prepare(test_digits, [*writer("a:1"), *writer("a:2"), *writer("a:3")], quick=True)

    slashed, _, barred, *_ = prepared.of_group(Group.EUROPEAN)
    plain, cluttered = (Counter(one.group for one in conditions) for conditions in (UNCLUTTERED, CLUTTERED))
    assert count_by_group(prepared) == {
        Group.MNIST: 40,
        Group.MNIST_PNG: 5,
        Group.MNIST_CANVAS: 5,
        Group.DRAWN: 20,
        Group.SAMPLE: 4,
        **{group: 4 * count for group, count in plain.items()},
        **{group: 2 * count for group, count in cluttered.items()},
        Group.COLOURS: 2 * (1 + len(VARIANTS)),
        Group.EUROPEAN: len(slashed) * 2 + len(barred) + 2 * 3,
        Group.NO_DIGIT: 6 * 3,
        Group.OTHERS: 2 * 3,
        Group.BLANK: 5,
    }


def test_mnist_is_read_as_it_came(test_digits: Digits) -> None:
    trial = prepare(test_digits, [], quick=True).of_group(Group.MNIST)[0]

    assert np.array_equal(trial.glyphs, test_digits.images)
    assert np.array_equal(trial.labels, test_digits.labels)


def test_the_same_digits_are_drawn_under_every_condition_and_some_of_them_among_other_things(writer: Writer) -> None:
    prepared = prepare(None, [*writer("a:1"), *writer("b:1")], quick=True)

    def names(*groups: str) -> set[tuple[str, ...]]:
        return {tuple(trial.names) for group in groups for trial in prepared.of_group(group)}

    plain = names(Group.SAMPLE, *(condition.group for condition in UNCLUTTERED))
    cluttered = names(*(condition.group for condition in CLUTTERED))
    assert (len(plain), len(cluttered), {*cluttered.pop()} < {*plain.pop()}) == (1, 1, True)


def test_preparing_again_gives_the_same_glyphs(writer: Writer) -> None:
    first, second = (prepare(None, writer("a:1"), quick=True) for _ in range(2))

    assert all(np.array_equal(a.glyphs, b.glyphs) for a, b in zip(first.trials, second.trials, strict=True))


def test_recorded_drawings_of_no_digit_are_measured_set_by_set(writer: Writer) -> None:
    letters = [replace(one, label=None) for one in (*writer("hand:1", [1, 2]), *writer("font:1", [3]))]
    prepared = prepare(None, [*writer("a:1"), *letters], quick=True)

    recorded = [trial for trial in prepared.of_group(Group.NO_DIGIT) if trial.name.startswith("recorded")]
    assert [(trial.name, trial.labels.tolist()) for trial in recorded] == [
        ("recorded: font", [-1]),
        ("recorded: hand", [-1, -1]),
    ]
    assert len(prepared.of_group(Group.DRAWN)[0]) == 10


def test_blank_canvases_are_refused(writer: Writer) -> None:
    blanks = prepare(None, writer("a:1"), quick=True).of_group(Group.BLANK)

    assert [bool(trial.refused.all()) for trial in blanks] == [True] * 5
