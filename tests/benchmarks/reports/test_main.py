import json
import subprocess
import sys
from pathlib import Path

from ...processes import ROOT


def test_the_command_tells_what_counting_and_a_whole_report_cost(tmp_path: Path) -> None:
    words = ["--rounds", "1", "--events", "200,400", "--without-pandas", "--output", str(tmp_path)]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.reports", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )

    costs = json.loads((tmp_path / "reports.json").read_text())["costs"]
    assert {name: [one["events"] for one in found] for name, found in costs.items()} == {
        "counting": [200, 400],
        "a whole report": [200, 400],
    }
    assert [one["facts"]["drawings"] > 0 for found in costs.values() for one in found] == [True] * 4
    assert ended.stdout.count("\ncounting ") == 2
    assert (tmp_path / "reports.png").exists()
