"""The real gateway under load, its events forwarded to a stand-in for the logger."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.outbox.turns import Turn

START_S = 60


@dataclass(frozen=True)
class Served:
    port: int
    pid: int

    def load(self, query: str, concurrency: int, seconds: float) -> Turn:
        """The CPU time is the gateway's, until all of it is forwarded."""
        arguments = [str(self.port), query, str(concurrency), str(seconds)]
        load = [sys.executable, "-m", "benchmarks.outbox.load", *arguments]
        before = _cpu_s(self.pid)
        rate = float(subprocess.run(load, check=True, capture_output=True, text=True).stdout)
        _wait_until_drained(self.port)
        return Turn(rate, (_cpu_s(self.pid) - before) / (rate * seconds) * 1e6)


@contextmanager
def serving(folder: Path, sync: str) -> Iterator[Served]:
    port, sink_port = _free_port(), _free_port()
    settings = {
        "INFERENCE_PORT": str(port),
        "INFERENCE_LOGGER_URL": f"http://127.0.0.1:{sink_port}",
        "INFERENCE_OUTBOX_FILE": str(folder / "gateway" / "outbox.db"),
        "INFERENCE_OUTBOX_SYNC": sync,
        "INFERENCE_LOG_LEVEL": "warning",
    }
    with (
        _running("benchmarks.outbox.sink", str(sink_port)),
        _running("handdraw_inference", **settings) as pid,
    ):
        _wait_until_ready(port)
        yield Served(port, pid)


def _cpu_s(pid: int) -> float:
    """Of all its threads; not a number where there is no /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return float("nan")
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wait_until_ready(port: int) -> None:
    _wait(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success)


def _wait_until_drained(port: int) -> None:
    """So that the next turn does not pay for this one's events."""
    _wait(lambda: "\nhanddraw_outbox_events 0.0" in httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text)


def _wait(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            if holds():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise SystemExit("the gateway did not get ready: see what it said above")


@contextmanager
def _running(module: str, *arguments: str, **settings: str) -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", module, *arguments], env=os.environ | settings)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
