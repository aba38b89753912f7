import json
from pathlib import Path

import pytest

from benchmarks.requests import Post
from benchmarks.serving.__main__ import BASELINE, QUANTISED, parse, report, take_rounds
from benchmarks.serving.contenders import Program

from .test_measuring import Fake
from .test_results import OURS, THEIRS


def test_a_form_gives_rounds_and_seconds_unless_told_otherwise() -> None:
    asked = [parse(words) for words in (["--form", "long"], ["--form", "long", "--rounds", "9"], [])]

    assert [(one.rounds, one.seconds) for one in asked] == [(3, 20), (9, 20), (2, 4)]


def test_who_fails_is_named_and_left_out_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Program("broken", Post("/", "", b""), ["false"], {}, tmp_path)
    words = ["--rounds", "2", "--seconds", "0.05", "--warm", "0.05", "--connections", "1", "--patience", "0.5"]

    rounds = take_rounds([broken, Fake()], parse(words))

    assert ({name: len(found) for name, found in rounds.items()}, capsys.readouterr().out.count("broken failed")) == (
        {"broken": 0, "fake": 2},
        1,
    )


def test_the_last_line_is_the_ratio_over_the_baseline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rounds = {"Handdraw": OURS, BASELINE: THEIRS, QUANTISED: THEIRS}

    report(rounds, parse(["--connections", "64", "--output", str(tmp_path)]), "a machine")

    said = capsys.readouterr().out.splitlines()
    assert said[-2:] == ["ratio over the quantised baseline at 64: 2.50", "ratio at 64: 2.50"]
    assert json.loads((tmp_path / "serving.json").read_text())["machine"] == "a machine"
