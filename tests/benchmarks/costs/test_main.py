import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.costs.__main__ import RECORDED, check, record, why_skipped
from benchmarks.costs.cases import CASES
from benchmarks.costs.counting import PYTHON

from ...processes import ROOT
from .test_comparison import BEFORE


def test_what_is_recorded_passes_and_what_grew_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "recorded.json"
    record(file, {"one": BEFORE})

    ends = [check(file, {"one": now}) for now in (BEFORE, replace(BEFORE, peak_bytes=20_000))]

    assert (ends, "20,000 bytes at the peak" in capsys.readouterr().out) == ([0, 1], True)


def test_recording_leaves_other_pythons_alone(tmp_path: Path) -> None:
    file = tmp_path / "recorded.json"
    file.write_text('{"python2.7": {}}')

    record(file, {"one": BEFORE})

    assert sorted(json.loads(file.read_text())) == ["python2.7", PYTHON]


def test_where_nothing_is_recorded_the_check_is_skipped_in_words(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.costs", "--file", str(tmp_path / "none.json")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert ended.stdout.startswith("the costs of a request are skipped: nothing is recorded for python3.")


def test_every_case_is_recorded_for_the_python_of_the_images() -> None:
    recorded = json.loads(RECORDED.read_text())["python3.11"]

    assert set(recorded) == {case.name for case in CASES}
    assert why_skipped(RECORDED) is None or PYTHON != "python3.11"
