from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handdraw_training.data import corpus
from handdraw_training.data.corpus import Corpus
from handdraw_training.data.dataset import read
from handdraw_training.data.material import Material, prepare
from handdraw_training.data.plan import Plan, read_recordings
from handdraw_training.errors import DatasetUnusable
from handdraw_training.recipes import DRAWN, TUTORIAL, Mixed

FEW = replace(DRAWN, data=Mixed(pictures=60, validation_pictures=40, mnist_held_out=50))


@pytest.fixture
def plan(mnist: Path, strokes: Path) -> Plan:
    return Plan(FEW, 2, read(mnist), read_recordings((strokes,)))


@pytest.fixture
def prepared(plan: Plan, tmp_path: Path) -> Material:
    return prepare(plan, tmp_path)


def test_the_tutorial_learns_from_all_of_mnist_and_is_measured_on_its_test_set(plan: Plan, tmp_path: Path) -> None:
    tutorial = prepare(replace(plan, recipe=TUTORIAL), tmp_path)

    assert (tutorial.mnist, tutorial.measured) == (plan.mnist.train, {"test": plan.mnist.test})
    assert (tutorial.mnist_images, tutorial.calibration, tutorial.pictures) == (300, {}, None)
    assert tutorial.validation_digits.shape == (0, 28, 28)
    assert list(tmp_path.iterdir()) == []


def test_what_ships_learns_from_nine_tenths_of_mnist_in_two_forms_and_from_pictures(prepared: Material) -> None:
    assert (prepared.mnist_images, len(prepared.mnist.labels)) == (270, 540)
    assert prepared.pictures is not None
    assert len(prepared.pictures.labels) == 60


def test_what_is_left_out_teaches_nothing_and_is_measured_all_the_same(plan: Plan, tmp_path: Path) -> None:
    data = Mixed(pictures=60, validation_pictures=40, mnist_held_out=50, without=("handprinted digits", "letters"))
    material = prepare(replace(plan, recipe=replace(DRAWN, data=data)), tmp_path)

    counts = [one.counts() if one else {} for one in (material.pictures, material.validation_pictures)]
    assert [[part[name] > 0 for name in data.without] for part in counts] == [[False, False], [True, True]]


def test_a_source_that_there_is_not_cannot_be_left_out_and_nothing_is_drawn(plan: Plan, tmp_path: Path) -> None:
    data = Mixed(without=("letters", "ticked nines"))

    with pytest.raises(DatasetUnusable, match="there is no ticked nines to leave out, but handprinted digits, flagged"):
        prepare(replace(plan, recipe=replace(DRAWN, data=data)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_is_calibrated_on_digits_that_teach_nothing(prepared: Material) -> None:
    teaching = {image.tobytes() for image in prepared.mnist.images}

    assert {name: one.weight for name, one in prepared.calibration.items()} == {
        "mnist": 0.25,
        "mnist_normalised": 0.25,
        "drawn": 0.5,
    }
    assert teaching.isdisjoint(image.tobytes() for image in prepared.calibration["mnist"].digits.images)
    np.testing.assert_array_equal(prepared.validation_digits, prepared.calibration["drawn"].digits.images)


def test_what_is_measured_after_each_epoch_is_said_in_words(prepared: Material) -> None:
    drawn = len(prepared.calibration["drawn"].digits.labels)

    assert {name: len(digits.labels) for name, digits in prepared.measured.items()} == {
        "validation": 30 + drawn,
        "test": 160,
    }
    assert prepared.validation == "30 of MNIST's training images, and drawings by writers who taught nothing"


def test_what_was_drawn_is_not_drawn_again(
    prepared: Material, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corpus, "map_in_processes", None)

    again = prepare(plan, tmp_path)

    np.testing.assert_array_equal(again.mnist.images, prepared.mnist.images)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.npz", "mnist.npz", "validation.npz"]


def test_the_pictures_of_an_earlier_run_may_be_measured_on(plan: Plan, prepared: Material, tmp_path: Path) -> None:
    other = tmp_path / "other.npz"
    assert prepared.validation_pictures is not None
    prepared.validation_pictures.only_digits().save(other)

    given = prepare(replace(plan, validation=other), tmp_path)

    assert given.validation_pictures is not None
    np.testing.assert_array_equal(given.validation_pictures.images, prepared.validation_digits)


def test_the_pictures_of_an_earlier_run_may_teach(plan: Plan, prepared: Material, tmp_path: Path) -> None:
    other = tmp_path / "other.npz"
    assert prepared.pictures is not None
    replace(prepared.pictures, names=tuple(name.upper() for name in prepared.pictures.names)).save(other)

    given = prepare(replace(plan, corpus=other), tmp_path)

    assert given.pictures is not None
    assert given.pictures.names == Corpus.read(other).names
