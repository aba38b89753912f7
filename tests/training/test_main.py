from pathlib import Path

import pytest

from handdraw_training.__main__ import main


def test_a_run_ends_with_where_the_version_lies_and_how_to_make_it_stable(said: str) -> None:
    compared, accuracy, *how = said.splitlines()[-5:]

    assert (compared.rpartition(". ")[2], accuracy.partition(":")[0], how) == (
        "No version is stable to compare it with",
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


def test_strokes_with_a_bad_line_are_one_line_that_names_it(
    tmp_path: Path, mnist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strokes = tmp_path / "strokes.jsonl"
    strokes.write_text('{"id": "a", "label": 3, "writer": "w", "strokes": [[[0, 0]]]}\n{"id": "b"}\n')

    status = main(["--mnist", str(mnist), "--strokes", str(strokes), "--models-dir", str(tmp_path / "models")])

    assert (status, capsys.readouterr().err, (tmp_path / "models").exists()) == (
        2,
        f"handdraw_training: {strokes}, line 2: it has no 'label'\n",
        False,
    )


def test_a_run_folder_with_another_run_is_one_line(
    tmp_path: Path, mnist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.json").write_text('{"seed": 1}')

    status = main(["--mnist", str(mnist), "--run-dir", str(tmp_path), "--models-dir", str(tmp_path / "models")])

    assert (
        status,
        capsys.readouterr().err.startswith(f"handdraw_training: {tmp_path}/run.json was begun otherwise:"),
    ) == (
        2,
        True,
    )


def test_a_broken_models_config_is_one_line_before_anything_is_trained(
    tmp_path: Path, mnist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "models.config").write_text("model_config_list {")

    status = main(["--mnist", str(mnist), "--models-dir", str(tmp_path), "--run-dir", str(tmp_path / "run")])

    said = capsys.readouterr()
    assert (status, said.out, said.err.startswith(f"handdraw_training: {tmp_path}/models.config cannot be read:")) == (
        2,
        "",
        True,
    )


def test_what_cannot_be_promoted_is_said_before_anything_is_trained(
    tmp_path: Path, mnist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["--mnist", str(mnist), "--models-dir", str(tmp_path), "--promote"])

    said = f"handdraw_training: {tmp_path}/models.config cannot be read: [Errno 2] No such file or directory"
    assert (status, capsys.readouterr().err.startswith(said), list(tmp_path.iterdir())) == (2, True, [])


def test_an_address_that_is_none_is_said_before_anything_is_trained(
    tmp_path: Path, mnist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["--mnist", str(mnist), "--models-dir", str(tmp_path), "--serving-url", "localhost:8501"])

    assert (status, capsys.readouterr().err) == (2, "handdraw_training: localhost:8501 is no http:// address\n")
