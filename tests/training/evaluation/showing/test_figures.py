from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from handdraw_training.evaluation.measuring.measurement import measure
from handdraw_training.evaluation.measuring.results import Evaluation, NoDigit
from handdraw_training.evaluation.showing import figures
from handdraw_training.evaluation.trials.preparation import Preparation
from handdraw_training.evaluation.trials.trials import Group

from ..scripted_trials import read_script, scripted_trial


@pytest.fixture
def found() -> Evaluation:
    wrong = [(1, 90, 60), (7, 70, 0), (9, 60, 0)]
    people = ["pen:a", "pen:b", "finger:c"]
    trials = (
        scripted_trial(Group.MNIST, wrong, [1, 2, 9]),
        scripted_trial(Group.MNIST_PNG, wrong, [1, 2, 9]),
        scripted_trial(Group.MNIST_CANVAS, wrong, [1, 2, 9]),
        scripted_trial(Group.DRAWN, wrong, [1, 7, 4], people),
        scripted_trial(Group.SAMPLE, wrong, [1, 7, 4], people),
        scripted_trial("pen width", wrong, [1, 7, 9], people, name="3 px"),
        scripted_trial(Group.NO_DIGIT, wrong, name="letters"),
    )
    return measure(read_script, Preparation(quick=False, trials=trials), "version 3")


def test_every_figure_is_written_and_said(found: Evaluation, tmp_path: Path) -> None:
    names = [path.name for path in figures.write(found, tmp_path)]

    assert (names, sorted(path.name for path in tmp_path.iterdir())) == (
        ["confusion.png", "reliability.png", "conditions.png", "writers.png", "no_digit.png", "errors.png"],
        ["conditions.png", "confusion.png", "errors.png", "no_digit.png", "reliability.png", "writers.png"],
    )


def test_figures_are_the_same_to_the_byte_each_time(found: Evaluation, tmp_path: Path) -> None:
    alone = replace(found, mnist=None, drawn=None, no_digit=NoDigit(None, (), None))
    first, second = ([path.read_bytes() for path in figures.write(alone, tmp_path)] for _ in range(2))

    assert (len(first), first) == (1, second)


def test_what_was_not_measured_has_no_figure(found: Evaluation, tmp_path: Path) -> None:
    alone = replace(found, drawn=None, conditions=(), no_digit=NoDigit(None, (), None))

    assert [path.name for path in figures.write(alone, tmp_path)] == [
        "confusion.png",
        "reliability.png",
        "errors.png",
    ]


def test_a_recogniser_without_a_mistake_has_figures_too(found: Evaluation, tmp_path: Path) -> None:
    assert found.mnist is not None
    flawless = replace(
        found.mnist,
        mistakes=(),
        confusion=tuple(tuple(int(row == column) for column in range(10)) for row in range(10)),
    )

    names = [path.name for path in figures.write(replace(found, mnist=flawless, drawn=None), tmp_path)]

    assert names == ["confusion.png", "reliability.png", "conditions.png", "no_digit.png"]


def test_the_contact_sheet_shows_ink(found: Evaluation, tmp_path: Path) -> None:
    figures.write(replace(found, mnist=None, conditions=(), no_digit=NoDigit(None, (), None)), tmp_path)

    with Image.open(tmp_path / "errors.png") as sheet:
        assert len(np.unique(np.asarray(sheet.convert("L")))) > 20
