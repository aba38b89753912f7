import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ...processes import ROOT


def measure(part: str, output: Path) -> dict[str, Any]:
    small = ["--part", part, "--seconds", "0.2", "--rounds", "1", "--events", "100", "--share", "2"]
    small += ["--output", str(output)]
    subprocess.run([sys.executable, "-m", "benchmarks.machines", *small], cwd=ROOT, capture_output=True, check=True)
    written: dict[str, Any] = json.loads((output / "machines.json").read_text())
    return written


def test_the_command_writes_what_each_number_of_gateways_answers(tmp_path: Path) -> None:
    rates = measure("gateways", tmp_path)["growth"]["rates"]

    assert {count: rate > 0 for count, rate in rates.items()} == {"1": True, "2": True, "3": True}


def test_the_command_writes_what_the_log_takes_in_each_size_of_batches(tmp_path: Path) -> None:
    ceilings = measure("log", tmp_path)["ceilings"]

    assert {replicas: [*found] for replicas, found in ceilings.items()} == {key: ["1", "100", "1000"] for key in "01"}
