"""What is downloaded is put together here as it should come: the download itself needs a network."""

import gzip
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from handdraw_training.data import fetch
from handdraw_training.errors import DatasetUnusable
from handdraw_training.pen import strokes

UNIPEN = '.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 3 0\n.PEN_DOWN\n 5 9\n 5 0\n.PEN_UP\n'
COMPRESSED = gzip.compress(UNIPEN.encode())  # gzip undoes its own form and compress' alike


def archive(members: dict[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)
    return held.getvalue()


def test_the_archive_becomes_a_file_of_strokes_that_training_reads(tmp_path: Path) -> None:
    path = tmp_path / "pen-digits.jsonl.gz"

    said = fetch.convert_archive(archive({"pendigits-orig.tra.Z": COMPRESSED}), path, expected=1)

    (one,) = strokes.read(path)
    assert said == "1 digits"
    assert (one.label, one.writer, one.strokes[0].tolist()) == (1, "pentra:w3", [[0, 0], [0, 9]])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<html>", "is not what it was: File is not a zip file"),
        (archive({"readme": b""}), "is not what it was: .*pendigits-orig.tra.Z"),
        (archive({"pendigits-orig.tra.Z": b"plain"}), "is not what it was: .*gzip"),
        (archive({"pendigits-orig.tra.Z": COMPRESSED}), "holds 1 digits and not 2"),
    ],
)
def test_anything_else_is_refused_and_nothing_is_written(content: bytes, why: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetUnusable, match=why):
        fetch.convert_archive(content, tmp_path / "pen-digits.jsonl.gz", expected=2)

    assert list(tmp_path.iterdir()) == []


def test_what_is_there_already_is_not_fetched_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("mnist.npz", "pen-digits.jsonl.gz"):
        (tmp_path / name).touch()

    status = fetch.main([str(tmp_path)])

    assert (status, capsys.readouterr().out.splitlines()) == (
        0,
        [f"{tmp_path}/mnist.npz: there already", f"{tmp_path}/pen-digits.jsonl.gz: there already"],
    )


@pytest.mark.parametrize("said", [[], ["a", "b"], ["--help"]])
def test_a_folder_must_be_named(said: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert (fetch.main(said), capsys.readouterr().err) == (2, "usage: python -m handdraw_training.data.fetch FOLDER\n")
