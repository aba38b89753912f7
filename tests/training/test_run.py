import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handdraw_training import run
from handdraw_training.data.dataset import read
from handdraw_training.evaluation.measuring.results import Evaluation, NoDigit
from handdraw_training.exporting.judging import Rival, Verdict
from handdraw_training.learning import continuing, material, runs
from handdraw_training.learning.material import Origin
from handdraw_training.options import MODELS, Options, parse
from handdraw_training.publishing import models_config

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
"""Keras's, of TensorFlow's variables under this numpy."""


@pytest.fixture
def options(tmp_path: Path) -> Options:
    shutil.copy(MODELS / "models.config", tmp_path)
    return parse(["--models-dir", str(tmp_path), "--run-dir", str(tmp_path / "run")])


class Found(Evaluation):
    """An evaluation of which only the headline is asked for."""

    def __init__(self, headline: float) -> None:
        super().__init__("a version", True, 1, None, None, (), (), (), NoDigit(None, (), None), ())
        self.__dict__["headline"] = headline


BETTER = Verdict(Found(0.99), Rival(1, Found(0.98)))
WORSE = Verdict(Found(0.97), Rival(1, Found(0.98)))


@pytest.mark.parametrize(
    ("promote", "force", "verdict", "stable"),
    [
        (False, False, BETTER, 1),
        (True, False, BETTER, 9),
        (False, False, WORSE, 1),
        (True, False, WORSE, 1),
        (True, True, WORSE, 9),
    ],
)
def test_the_label_moves_only_when_it_is_asked_to_and_to_a_worse_version_only_when_forced(
    promote: bool, force: bool, verdict: Verdict, stable: int, options: Options
) -> None:
    before = models_config.stable(options.models_dir / "models.config")
    moved = run.promoted(replace(options, promote=promote, force=force), 9, verdict)

    expected = 9 if stable == 9 else before
    assert (moved, models_config.stable(options.models_dir / "models.config")) == (stable == 9, expected)


@pytest.fixture
def origin(mnist: Path) -> Origin:
    return Origin(read(mnist), material.read_strokes(()), None, None)


def test_without_strokes_it_is_said_that_there_are_none(options: Options, origin: Origin) -> None:
    assert run.announcement(options, origin) == (
        f"Recipe drawn, seed 2, in {options.run_dir}. No pen strokes: it learns from MNIST and from what is made up "
        "(`make data` fetches some)"
    )


def test_with_strokes_it_is_said_how_many_writers_teach(options: Options, origin: Origin, strokes: Path) -> None:
    said = run.announcement(options, replace(origin, strokes=material.read_strokes((strokes,))))

    assert said.endswith("Pen strokes: 7 writers to learn from, 1 to tune on, 2 for measuring")


def test_what_makes_a_run_another_is_the_recipe_the_seed_and_the_data(options: Options, origin: Origin) -> None:
    asked = run.asked(options, origin)

    assert {name: value for name, value in asked.items() if name != "recipe"} == {
        "seed": 2,
        "mnist": origin.mnist.sha256,
        "strokes": [],
        "corpus": None,
        "continues": None,
    }


def test_finetuning_goes_on_from_the_tutorials_network(options: Options, origin: Origin) -> None:
    finetuning = parse(["--recipe", "tutorial-finetune", "--epochs", "1", "--run-dir", str(options.run_dir)])
    tutorials = MODELS / "digits" / "1"
    begun = replace(origin, continues=tutorials)

    with runs.opened(finetuning.run_dir, run.asked(finetuning, begun), fresh=False) as kept:
        made = run.trained(finetuning, begun, kept)

    changes = [
        float(np.abs(now - before).max())
        for now, before in zip(made.model.get_weights(), continuing.network(tutorials).get_weights(), strict=True)
    ]
    assert (made.continues, len(made.trained.epochs), all(0 < change < 0.1 for change in changes)) == ("1", 1, True)
