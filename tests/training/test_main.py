from pathlib import Path

import pytest

from handdraw_training.__main__ import main


def test_a_run_ends_with_where_the_version_lies_and_how_to_make_it_stable(said: str) -> None:
    accuracy, *how = said.splitlines()[-4:]

    assert (accuracy.partition(":")[0], how) == (
        "MODELS/digits/1",
        [
            "To make it stable, edit MODELS/models.config:",
            "  1. load it beside the others: add `versions: 1`, and wait until TensorFlow Serving calls it AVAILABLE",
            '  2. then move the label: `key: "stable" value: 1`',
        ],
    )


def test_a_missing_dataset_is_one_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["--mnist", str(tmp_path / "none.npz"), "--models-dir", str(tmp_path)])

    assert (status, capsys.readouterr().err, list(tmp_path.iterdir())) == (
        2,
        f"handdraw_training: {tmp_path}/none.npz cannot be read as MNIST: No such file or directory\n",
        [],
    )


def test_a_taken_version_is_refused_before_anything_is_trained(
    tmp_path: Path, mnist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "digits" / "1"
    taken.mkdir(parents=True)

    status = main(["--mnist", str(mnist), "--models-dir", str(tmp_path), "--version", "1"])

    why = "exists already, and a version is never overwritten: choose another --version"
    assert (status, capsys.readouterr()) == (2, ("", f"handdraw_training: {taken} {why}\n"))
