from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.data.dataset import read
from handdraw_training.data.plan import Plan, read_plan
from handdraw_training.data.recordings import read_recordings, sha256
from handdraw_training.options import parse
from handdraw_training.recipes import DRAWN


def data_of(plan: Plan) -> dict[str, object]:
    return {name: value for name, value in plan.request().items() if name != "recipe"}


def test_what_makes_a_run_another_is_the_recipe_the_seed_and_the_data(mnist: Path) -> None:
    plan = Plan(DRAWN, 2, read(mnist), read_recordings(()))

    assert plan.request()["recipe"]["data"]["warp"] == 0.8
    assert data_of(plan) == {
        "seed": 2,
        "mnist": plan.mnist.sha256,
        "strokes": [],
        "corpus": None,
        "continues": None,
    }


def test_files_are_told_apart_by_their_bytes_and_the_version_by_its_number(
    mnist: Path, strokes: Path, tmp_path: Path
) -> None:
    plan = Plan(
        DRAWN, 2, read(mnist), read_recordings((strokes,)), corpus=mnist, continues=ModelVersion("digits", 7, tmp_path)
    )

    assert data_of(plan) == {
        "seed": 2,
        "mnist": plan.mnist.sha256,
        "strokes": [sha256(strokes)],
        "corpus": sha256(mnist),
        "continues": "7",
    }


@pytest.mark.parametrize("said", [["--recipe", "tutorial-finetune", "--from", "1"], ["--recipe", "drawn"]])
def test_a_plan_is_read_as_the_command_line_says(said: list[str], mnist: Path, strokes: Path) -> None:
    options = parse([*said, "--seed", "5", "--mnist", str(mnist), "--strokes", str(strokes)])

    plan = read_plan(options)

    continues = options.models_dir / "digits" / "1" if options.recipe.continues else None
    assert (plan.recipe, plan.seed, plan.corpus) == (options.recipe, 5, None)
    assert (plan.mnist.source, [file.source for file in plan.recordings.files]) == (mnist.name, [strokes.name])
    assert (plan.continues and plan.continues.folder) == continues
