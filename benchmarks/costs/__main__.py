"""Counts what a request costs, in bytecodes, calls into C and bytes, and fails where one grew by more than a tenth.

    .venv/bin/python -m benchmarks.costs [--help]
    make record-costs                       # after a change that is worth it, or that made it cheaper

Not in seconds: the same on every machine and under any load. What compiled code does within a call is not seen, its
allocations are. What is recorded stands in recorded.json, for each version of Python; another one is skipped.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.costs.comparison import find_growth, format_table, read_costs
from benchmarks.costs.counting import PYTHON, Costs

RECORDED = Path(__file__).with_name("recorded.json")
SEED = {"PYTHONHASHSEED": "0"}


def count_in_a_process() -> dict[str, Costs]:
    """Count in a fresh interpreter, which nothing else has warmed up."""
    command = [sys.executable, "-m", "benchmarks.costs.counting"]
    ended = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, env=os.environ | SEED)
    if ended.returncode:
        raise SystemExit("the requests could not be counted: what was said stands above")
    return read_costs(json.loads(ended.stdout))


def record(file: Path, counted: Mapping[str, Costs]) -> None:
    """Write what was counted for this Python; other versions stay."""
    every: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    every[PYTHON] = {name: asdict(costs) for name, costs in counted.items()}
    file.write_text(json.dumps(every, indent=1, sort_keys=True) + "\n")


def check(file: Path, counted: Mapping[str, Costs]) -> int:
    """Say what grew, and return the exit status."""
    recorded = read_costs(json.loads(file.read_text())[PYTHON])
    print(format_table(recorded, counted))
    grown = sorted(find_growth(recorded, counted))
    for sentence in grown:
        print(sentence)
    if grown:
        print("make record-costs records them as they are now; say in the commit what they are worth")
    return 1 if grown else 0


def why_skipped(file: Path) -> str | None:
    if platform.python_implementation() != "CPython":
        return "bytecodes are counted in CPython alone"
    if not file.exists() or PYTHON not in json.loads(file.read_text()):
        return f"nothing is recorded for {PYTHON}: make record-costs"
    return None


def main() -> int:
    parser = argparse.ArgumentParser(
        "python -m benchmarks.costs", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--record", action="store_true", help="write recorded.json in place of comparing with it")
    parser.add_argument("--file", type=Path, default=RECORDED, help="in place of recorded.json")
    arguments = parser.parse_args()
    if arguments.record:
        record(arguments.file, count_in_a_process())
        return 0
    if (reason := why_skipped(arguments.file)) is not None:
        print(f"the costs of a request are skipped: {reason}")
        return 0
    return check(arguments.file, count_in_a_process())


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    sys.exit(main())
