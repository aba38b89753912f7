"""Runs the real gateway under load; its events are forwarded to a stand-in for the logger."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.outbox.turns import Turn
from benchmarks.processes import free_port, run_process, wait_until_ready
from benchmarks.stack import wait_until_drained


@dataclass(frozen=True)
class RunningGateway:
    port: int
    pid: int

    def load(self, query: str, concurrency: int, seconds: float) -> Turn:
        """Measure the rate under load, and the gateway's CPU time until all events are forwarded."""
        arguments = [str(self.port), query, str(concurrency), str(seconds)]
        load = [sys.executable, "-m", "benchmarks.outbox.load", *arguments]
        before = _cpu_s(self.pid)
        rate = float(subprocess.run(load, check=True, capture_output=True, text=True).stdout)
        wait_until_drained(self.port)  # so that the next turn does not pay for this one's events
        return Turn(rate, (_cpu_s(self.pid) - before) / (rate * seconds) * 1e6)


@contextmanager
def run_gateway(folder: Path, sync: str) -> Iterator[RunningGateway]:
    port, sink_port = free_port(), free_port()
    settings = {
        "INFERENCE_PORT": str(port),
        "INFERENCE_LOGGER_URL": f"http://127.0.0.1:{sink_port}",
        "INFERENCE_OUTBOX_FILE": str(folder / "gateway" / "outbox.db"),
        "INFERENCE_OUTBOX_SYNC": sync,
        "INFERENCE_LOG_LEVEL": "warning",
    }
    sink = [sys.executable, "-m", "benchmarks.outbox.sink", str(sink_port)]
    gateway = [sys.executable, "-m", "handdraw_inference"]
    with run_process(sink, {}), run_process(gateway, settings) as process:
        wait_until_ready(port, "the gateway")
        yield RunningGateway(port, process.pid)


def _cpu_s(pid: int) -> float:
    """Return the CPU time of all its threads, in seconds; NaN if there is no /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return float("nan")
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
