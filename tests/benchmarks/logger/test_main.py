import re
import subprocess
import sys
from pathlib import Path

from ...processes import ROOT


def test_the_command_compares_intake_with_the_bare_way(tmp_path: Path) -> None:
    small = ["--part", "intake", "--rounds", "1", "--batches", "1", "--batch", "10", "--folder", str(tmp_path)]
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.logger", *small], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert re.findall(r"^  (\D+?)\s+[\d.]", ended.stdout, re.MULTILINE) == ["bare pipelined XADD", "intake", "ratio"]
