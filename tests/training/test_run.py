import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from handdraw_inference.drawings.normalisation import NORMALISATION
from handdraw_inference.engines.model_versions import ModelVersion, stable_version
from handdraw_training import run
from handdraw_training.data.dataset import read
from handdraw_training.data.material import prepare
from handdraw_training.data.plan import Plan, read_recordings
from handdraw_training.evaluation.measuring.results import Evaluation, NoDigit
from handdraw_training.learning.network import load_network
from handdraw_training.learning.runs import open_run
from handdraw_training.learning.training import train
from handdraw_training.options import MODELS, Options, parse
from handdraw_training.publishing import promotion
from handdraw_training.publishing.judging import Rival, Verdict

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
"""Keras's, of TensorFlow's variables under this numpy."""


@pytest.fixture
def options(tmp_path: Path) -> Options:
    """Of a models folder in which version 9 has a card, and the stable one no network."""
    shutil.copy(MODELS / "models.config", tmp_path)
    write_card(tmp_path, 9, NORMALISATION)
    return parse(["--models-dir", str(tmp_path), "--run-dir", str(tmp_path / "run")])


def write_card(models: Path, version: int, normalisation: int) -> None:
    file = models / "digits" / str(version) / "assets.extra" / "model_card.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"normalisation": normalisation}))


class Found(Evaluation):
    """An evaluation of which only the headline is asked for."""

    def __init__(self, headline: float) -> None:
        super().__init__("a version", True, 1, None, None, (), (), (), NoDigit(None, (), None), ())
        self.__dict__["headline"] = headline


BETTER = Verdict(9, Found(0.99), Rival(1, Found(0.98)))
WORSE = Verdict(9, Found(0.97), Rival(1, Found(0.98)))


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
    before = promotion.read_stable(options.models_dir / "models.config")
    moved = run.promote(replace(options, promote=promote, force=force), verdict)

    expected = 9 if stable == 9 else before
    assert (moved, promotion.read_stable(options.models_dir / "models.config")) == (stable == 9, expected)


@pytest.fixture
def plan(options: Options, mnist: Path) -> Plan:
    return Plan(options.recipe, options.seed, read(mnist), read_recordings(()))


def test_without_a_stable_version_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    assert (run.stable_contender(tmp_path), run.why_alone(tmp_path)) == (
        None,
        "No version is stable to compare it with",
    )


def test_a_stable_version_whose_network_is_missing_is_not_compared_with(options: Options) -> None:
    stable = stable_version(options.models_dir)

    assert (run.stable_contender(options.models_dir), run.why_alone(options.models_dir)) == (
        None,
        f"The stable version {stable.version} has no network for LiteRT to compare it with",
    )


def test_a_stable_version_of_a_foreign_normalisation_is_not_compared_with(options: Options) -> None:
    stable = stable_version(options.models_dir)
    write_card(options.models_dir, stable.version, NORMALISATION + 1)
    stable.lite_file.write_bytes(b"a network")

    foreign = f"Version {stable.version} wants normalisation {NORMALISATION + 1}, and the gateway performs"
    assert (run.stable_contender(options.models_dir), run.why_alone(options.models_dir)) == (
        None,
        f"It is not compared with the stable version, which today's glyphs cannot judge: {foreign} {NORMALISATION}",
    )


def test_finetuning_goes_on_from_the_tutorials_network(options: Options, plan: Plan, tutorial: ModelVersion) -> None:
    recipe = parse(["--recipe", "tutorial-finetune", "--epochs", "1"]).recipe
    finetuning = replace(plan, recipe=recipe, continues=tutorial)

    with open_run(options.run_dir, finetuning.request(), fresh=False) as this_run:
        candidate = train(finetuning, prepare(finetuning, this_run.folder), this_run)

    changes = [
        float(np.abs(now - before).max())
        for now, before in zip(candidate.model.get_weights(), load_network(tutorial).get_weights(), strict=True)
    ]
    assert len(candidate.epochs) == 1
    assert all(0 < change < 0.1 for change in changes)
