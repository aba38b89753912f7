import hashlib
from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.data.dataset import read
from handdraw_training.data.plan import Plan, Recording, read_plan, read_recordings, sha256
from handdraw_training.errors import DatasetUnusable
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
        "validation": None,
        "continues": None,
    }


def test_files_are_told_apart_by_their_bytes_and_the_version_by_its_number(
    mnist: Path, strokes: Path, tmp_path: Path
) -> None:
    plan = Plan(
        DRAWN,
        2,
        read(mnist),
        read_recordings((strokes,)),
        corpus=mnist,
        validation=strokes,
        continues=ModelVersion("digits", 7, tmp_path),
    )

    assert data_of(plan) == {
        "seed": 2,
        "mnist": plan.mnist.sha256,
        "strokes": [sha256(strokes)],
        "corpus": sha256(mnist),
        "validation": sha256(strokes),
        "continues": "7",
    }


@pytest.mark.parametrize("said", [["--recipe", "tutorial-finetune", "--from", "1"], ["--recipe", "drawn"]])
def test_a_plan_is_read_as_the_command_line_says(said: list[str], mnist: Path, strokes: Path) -> None:
    options = parse([*said, "--seed", "5", "--mnist", str(mnist), "--strokes", str(strokes)])

    continues = ModelVersion("digits", 1, options.models_dir) if options.recipe.continues else None
    plan = read_plan(options, continues)

    assert (plan.recipe, plan.seed, plan.corpus) == (options.recipe, 5, None)
    assert (plan.mnist.source, [file.source for file in plan.recordings.files]) == (mnist.name, [strokes.name])
    assert plan.continues == continues


def test_another_fold_has_other_writers_to_tune_on_and_the_same_for_measuring(strokes: Path) -> None:
    first, other = (read_recordings((strokes,), fold).parts for fold in (0, 1))

    assert [one.id for one in first.validation] != [one.id for one in other.validation]
    assert [one.id for one in first.test] == [one.id for one in other.test]


def test_files_are_named_by_what_they_hold_and_writers_are_counted_by_their_part(strokes: Path) -> None:
    recordings = read_recordings((strokes,))

    assert recordings.files == (Recording(strokes.name, hashlib.sha256(strokes.read_bytes()).hexdigest(), 120),)
    assert recordings.writers == {"train": 7, "validation": 1, "test": 2}


def test_what_is_no_digit_is_counted_and_left_out(tmp_path: Path) -> None:
    file = tmp_path / "strokes.jsonl"
    line = '{"id": "%s", "label": %s, "writer": "w", "strokes": [[[0, 0]]]}\n'
    file.write_text(line % ("a", 3) + line % ("b", "null"))

    recordings = read_recordings((file,))

    parts = recordings.parts
    assert recordings.files[0].drawings == 2
    assert [one.id for one in (*parts.train, *parts.validation, *parts.test)] == ["a"]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetUnusable, match=r"none\.npz cannot be read: No such file or directory"):
        sha256(tmp_path / "none.npz")


def test_without_strokes_it_is_said_that_there_are_none(mnist: Path) -> None:
    plan = Plan(DRAWN, 2, read(mnist), read_recordings(()))

    assert plan.announce(Path("run")) == (
        "Recipe drawn, seed 2, in run. No pen strokes: it learns from MNIST and from what is made up "
        "(`make data` fetches some)"
    )


def test_with_strokes_it_is_said_how_many_writers_teach(mnist: Path, strokes: Path) -> None:
    said = Plan(DRAWN, 2, read(mnist), read_recordings((strokes,))).announce(Path("run"))

    assert said.endswith("Pen strokes: 7 writers to learn from, 1 to tune on, 2 for measuring")
