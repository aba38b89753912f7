from pathlib import Path

import pytest

from handdraw_training.errors import DiskRefuses
from handdraw_training.evaluation.litert.network import load_versions
from handdraw_training.evaluation.measuring.measurement import measure
from handdraw_training.evaluation.run import check_writable, foreign_normalisations, write
from handdraw_training.evaluation.trials.preparation import Preparation
from handdraw_training.evaluation.trials.trials import Group

from ...own_models import make_foreign
from .scripted_trials import read_script, scripted_trial


def test_a_folder_that_is_still_to_be_made_can_be_written(tmp_path: Path) -> None:
    check_writable(tmp_path / "evaluation" / "1")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DiskRefuses, match=r"file/evaluation cannot be written: .*/file is no folder"):
        check_writable(tmp_path / "file" / "evaluation")


def test_a_folder_that_is_closed_to_us_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)

    with pytest.raises(DiskRefuses, match="is closed to us"):
        check_writable(tmp_path)


def test_an_evaluation_is_written_with_the_figures_that_it_has_data_for(tmp_path: Path) -> None:
    trials = (scripted_trial(Group.NO_DIGIT, [(1, 90, 60)]),)
    evaluation = measure(read_script, Preparation(quick=True, trials=trials))

    write(evaluation, tmp_path / "out")

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "evaluation.json",
        "no_digit.png",
        "numbers.json",
    ]
    assert (tmp_path / "out" / "evaluation.json").read_text() == evaluation.to_json()


def test_a_version_that_our_glyphs_cannot_judge_is_named(own_models: Path) -> None:
    why = make_foreign(own_models, 2)

    assert foreign_normalisations(load_versions(own_models, (1, 2))) == [f"{why}: its numbers say little of it"]


def test_a_disk_that_refuses_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DiskRefuses, match="file cannot be written"):
        write(measure(read_script, Preparation(quick=True, trials=())), tmp_path / "file")
