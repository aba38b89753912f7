from dataclasses import replace
from pathlib import Path

import pytest

from handdraw_training.options import Options, parse
from handdraw_training.recipes import DRAWN, TUTORIAL, Mixed

ROOT = Path(__file__).parents[2]
NOTHING_SAID = Options(
    recipe=DRAWN,
    mnist=None,
    strokes=(),
    corpus=None,
    validation=None,
    models_dir=ROOT / "services" / "inference" / "models",
    version=None,
    continues=None,
    seed=2,
    run_dir=ROOT / ".run" / "training" / "drawn-2",
    fresh=False,
    float_twin=False,
    promote=False,
    force=False,
    serving_url=None,
)


def test_nothing_has_to_be_said() -> None:
    assert parse([]) == NOTHING_SAID


def test_everything_can_be_said() -> None:
    said = (
        "--recipe tutorial --mnist m.npz --strokes a.jsonl --strokes b.jsonl --corpus c.npz --validation v.npz "
        "--models-dir models --version 4 --from 3 --seed 0 --epochs 2 --run-dir run --fresh --float-twin "
        "--promote --force --serving-url http://s:8501"
    )

    assert parse(said.split()) == Options(
        recipe=replace(TUTORIAL, epochs=2),
        mnist=Path("m.npz"),
        strokes=(Path("a.jsonl"), Path("b.jsonl")),
        corpus=Path("c.npz"),
        validation=Path("v.npz"),
        models_dir=Path("models"),
        version=4,
        continues=3,
        seed=0,
        run_dir=Path("run"),
        fresh=True,
        float_twin=True,
        promote=True,
        force=True,
        serving_url="http://s:8501",
    )


def test_every_number_of_a_recipe_and_of_its_data_can_be_another() -> None:
    recipe = parse(["--set", "learning_rate=1e-4", "--set", "pictures=10", "--set", "batch_size=8"]).recipe

    assert isinstance(DRAWN.data, Mixed)
    assert recipe == replace(DRAWN, learning_rate=1e-4, batch_size=8, data=replace(DRAWN.data, pictures=10))


def test_what_is_to_teach_nothing_can_be_named_repeatedly() -> None:
    recipe = parse(["--leave-out", "ticked ones", "--leave-out", "gamma twos"]).recipe

    assert isinstance(DRAWN.data, Mixed)
    assert recipe == replace(DRAWN, data=replace(DRAWN.data, without=("ticked ones", "gamma twos")))


@pytest.mark.parametrize(
    "said", ["--version 0", "--version 1.5", "--epochs 0", "--seed -1", f"--seed {2**32}", "--from 0"]
)
def test_a_number_that_makes_no_sense_is_refused_at_once(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(said.split())

    assert "is not a whole number from" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("--set colour=1", "colour=1 is not NAME=VALUE with one of batch_size, drawn_per_epoch"),
        ("--set warp", "warp is not NAME=VALUE"),
        ("--set warp=much", "--set warp=much: could not convert string to float"),
        ("--set pictures=1.5", "--set pictures=1.5: invalid literal for int()"),
        ("--recipe tutorial --set warp=2", "the recipe tutorial has no warp"),
        ("--recipe tutorial --leave-out letters", "--leave-out: the recipe tutorial has no drawn pictures"),
        ("--force", "--force says what --promote does: say that too"),
    ],
)
def test_what_no_recipe_has_is_refused_at_once(said: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parse(said.split())

    assert (caught.value.code, why in capsys.readouterr().err) == (2, True)
