"""Measures both sides from one file, each in a process of its own, and compares what they found."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import ROOT
from benchmarks.processes import free_port, run_process, wait_until

NEAR = 0.011
"""The share of itself by which a quantile may differ: half a bin of ours, and another rule which value it is."""


@dataclass(frozen=True, slots=True)
class Cost:
    events: int
    cpu_s: float
    wall_s: float
    peak_mib: float
    facts: Mapping[str, Any]

    @property
    def cpu_us(self) -> float:
        return 1e6 * self.cpu_s / self.events


@contextmanager
def serve_log(log: Path) -> Iterator[str]:
    """Serve the file as a logger would, and yield its address."""
    port = free_port()
    with run_process([sys.executable, "-m", "benchmarks.reports.log_server", str(log), str(port)], {}, at=ROOT):
        wait_until(lambda: _listens(port), "the log can be read")
        yield f"http://127.0.0.1:{port}"


def measure_worker(part: str, url: str, upto: str, events: int, folder: Path) -> Cost:
    environment = {
        "REPORTER_LOGGER_URL": url,
        "REPORTER_GATEWAY_URL": url,
        "REPORTER_REPORTS_DIR": str(folder),
        "REPORTER_OPENAI_BASE_URL": "",
    }
    return _measure([sys.executable, "-m", "benchmarks.reports.worker", part, upto], events, environment)


def measure_pandas(python: Path, reader: str, log: Path, events: int) -> Cost:
    return _measure([str(python), "-m", "benchmarks.reports.baseline", str(log), reader], events, {})


def find_differences(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Return the facts that both know and do not agree on."""
    both = [name for name in ours if name in theirs]
    return [f"{name}: {ours[name]} and {theirs[name]}" for name in both if not _agree(ours[name], theirs[name])]


def _agree(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= NEAR * max(abs(one), abs(other))
    return one == other


def _measure(command: Sequence[str], events: int, environment: Mapping[str, str]) -> Cost:
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)}: {ended.stderr[-1000:]}")
    found = json.loads(ended.stdout)
    return Cost(events, found["cpu_s"], found["wall_s"], found["peak_mib"], found["facts"])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
