import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from handdraw_inference.engines.model_versions import ModelVersion
from handdraw_training.evaluation.__main__ import main
from handdraw_training.evaluation.litert import cost
from handdraw_training.evaluation.trials import preparation
from handdraw_training.evaluation.trials.programme import SampleSizes
from handdraw_training.pen.strokes import StrokeDrawing

from ...children import child

SIZES = SampleSizes(drawn=20, mnist=5, per_condition=4, per_cluttered_condition=2, per_made_up_kind=3)

Writer = Callable[..., list[StrokeDrawing]]
Saved = Callable[[str, list[StrokeDrawing]], Path]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cost, "ROUNDS", 2)
    monkeypatch.setattr(preparation, "QUICK", SIZES)


@pytest.fixture
def number(tutorial: ModelVersion) -> str:
    """Of the tutorial's version."""
    return str(tutorial.version)


@pytest.mark.usefixtures("few")
def test_a_version_is_measured_from_strokes_to_files(
    tmp_path: Path, saved: Saved, writer: Writer, mnist: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    strokes = saved("hand.jsonl.gz", [*writer("hand:1"), *writer("hand:2")])
    out = tmp_path / "out"

    status = main(["--quick", "--version", number, "--mnist", str(mnist), "--strokes", str(strokes), "--out", str(out)])

    said = capsys.readouterr().out
    found = json.loads((out / number / "evaluation.json").read_text())
    assert (status, said.splitlines()[0], said.splitlines()[-1]) == (
        0,
        "hand.jsonl.gz: 20 digits by 2 writers",
        f"Files and figures: {out}/{number}",
    )
    counts = {part: found[part]["n"] for part in ("mnist", "drawn")}
    assert (found["name"], counts, found["drawn"]["accuracy"] >= 0.8) == (
        f"version {number}",
        {"mnist": 40, "drawn": 20},
        True,
    )
    assert {path.suffix for path in (out / number).iterdir()} == {".json", ".png"}


@pytest.mark.usefixtures("few")
def test_a_set_of_one_writer_is_measured_without_an_interval(
    tmp_path: Path, saved: Saved, writer: Writer, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    strokes = saved("hand.jsonl.gz", writer("hand:1"))

    status = main(["--quick", "--version", number, "--strokes", str(strokes), "--out", str(tmp_path)])

    said = capsys.readouterr().out
    assert (status, "all, sets weighted equally" in said, "over writers" in said) == (0, True, False)


def test_nothing_to_measure_on_is_one_line(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--version", number])

    assert (status, capsys.readouterr().err.split(". ")) == (
        2,
        [
            "evaluation: there is nothing to measure on (make data fetches both)",
            "MNIST is not measured: name an mnist.npz with --mnist",
            "Drawn digits are not measured: name a file of strokes with --strokes\n",
        ],
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--version", "999"], "digits/999/assets.extra/digits.tflite cannot be loaded"),
        (["--strokes", "none.gz"], "none.gz cannot be read as strokes"),
        (["--mnist", "none.npz"], "none.npz cannot be read as MNIST: No such file or directory"),
    ],
)
def test_what_cannot_be_read_is_one_line(arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(arguments)

    said = capsys.readouterr().err
    assert (status, reason in said, said.count("\n")) == (2, True, 1)


def test_a_folder_that_cannot_be_written_is_one_line_before_anything_is_measured(
    tmp_path: Path, saved: Saved, writer: Writer, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    strokes, taken = saved("hand.jsonl.gz", writer("hand:1")), tmp_path / "taken"
    taken.write_text("a file")

    status = main(["--quick", "--version", number, "--strokes", str(strokes), "--out", str(taken)])

    assert (status, capsys.readouterr().err) == (
        2,
        f"evaluation: {taken}/{number} cannot be written: {taken} is no folder\n",
    )


def test_an_interrupted_evaluation_writes_nothing(tmp_path: Path, saved: Saved, writer: Writer) -> None:
    people = [one for index in range(60) for one in writer(f"hand:{index}")]
    out = tmp_path / "out"
    command = [sys.executable, "-m", "handdraw_training.evaluation", "--strokes", str(saved("hand.gz", people))]
    with child([*command, "--out", str(out)], stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        first = running.stderr.readline()  # of its progress
        running.send_signal(signal.SIGINT)
        rest = running.stderr.read()
        running.wait()

    assert (b"left" in first, running.returncode, out.exists()) == (True, 130, False)
    assert rest.splitlines()[-1] == b"evaluation: stopped, and nothing was written"


@pytest.mark.parametrize("module", ["measuring.measurement", "showing.figures", "showing.table"])
def test_what_training_calls_needs_neither_tensorflow_nor_litert_nor_protobuf(module: str) -> None:
    command = f"import sys, handdraw_training.evaluation.{module}; print(*{{n.partition('.')[0] for n in sys.modules}})"

    loaded = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)

    assert {"tensorflow", "keras", "google", "ai_edge_litert"} & set(loaded.stdout.split()) == set()
