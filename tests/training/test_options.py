from dataclasses import replace
from pathlib import Path

import pytest

from handdraw_training.options import Options, parse
from handdraw_training.recipes import TUTORIAL


def test_nothing_has_to_be_said() -> None:
    models = Path(__file__).parents[2] / "services" / "inference" / "models"

    assert parse([]) == Options(TUTORIAL, mnist=None, models_dir=models, version=None, seed=2)


def test_everything_can_be_said() -> None:
    said = "--recipe tutorial --mnist m.npz --models-dir models --version 4 --seed 0 --epochs 2"

    assert parse(said.split()) == Options(
        replace(TUTORIAL, epochs=2), mnist=Path("m.npz"), models_dir=Path("models"), version=4, seed=0
    )


@pytest.mark.parametrize("said", ["--version 0", "--version 1.5", "--epochs 0", "--seed -1", f"--seed {2**32}"])
def test_a_number_that_makes_no_sense_is_refused_at_once(said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(said.split())

    assert "is not a whole number from" in capsys.readouterr().err
