import re
import subprocess
import sys
from pathlib import Path

from ...processes import ROOT


def test_the_command_prints_what_an_event_costs_in_steady_intake(tmp_path: Path) -> None:
    small = ["--part", "steady", "--rounds", "1", "--events", "40", "--rate", "400", "--segment", "20"]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.logger", *small, "--folder", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert re.findall(r"^  (\D+?)\s+[\d.]", ended.stdout, re.MULTILINE) == ["this checkout"]
