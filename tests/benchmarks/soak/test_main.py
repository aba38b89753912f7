import json
import subprocess
import sys
from pathlib import Path

from ...processes import ROOT


def test_the_command_samples_and_finds_every_answer_in_the_log(tmp_path: Path) -> None:
    words = ["--seconds", "1", "--slice", "0.5", "--best-seconds", "0.3", "--output", str(tmp_path)]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.soak", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )

    samples = json.loads((tmp_path / "soak.json").read_text())["samples"]
    assert [min(one["worker_mb"]) > 1 for one in samples] == [True] * len(samples) != []
    assert ("answers are in the log" in ended.stdout, (tmp_path / "soak.png").exists()) == (True, True)
