"""The processes that are measured and those that load them: run for a block, on a free port, and waited for."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import httpx
from redis.exceptions import RedisError

START_S = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_ports(count: int) -> int:
    """Return the first of some free ports in a row."""
    while True:
        first = free_port()
        with ExitStack() as probes, suppress(OSError, OverflowError):
            for port in range(first + 1, first + count):
                probes.enter_context(socket.socket()).bind(("127.0.0.1", port))
            return first


@contextmanager
def run_process(
    command: Sequence[str], environment: Mapping[str, str], output: IO[bytes] | None = None, at: Path | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a process until the block ends, in the folder ``at``; its output goes to the file, or else to ours."""
    process = subprocess.Popen(command, env=os.environ | environment, stdout=output, stderr=output, cwd=at)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def wait_until_ready(port: int, service: str) -> None:
    wait_until(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success, f"{service} is ready")


def wait_until(holds: Callable[[], bool], what: str, patience_s: float = START_S) -> None:
    """Raises SystemExit if it does not come true in time; an error of the connection counts as not yet."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        try:
            if holds():
                return
        except (httpx.HTTPError, RedisError):
            pass
        time.sleep(0.1)
    raise SystemExit(f"not within {patience_s} s: {what}")
