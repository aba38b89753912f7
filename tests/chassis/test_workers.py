"""Real processes: a service of two workers that answers which of them it is."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from handdraw_chassis import workers
from handdraw_chassis.workers import listen, run_workers

from ..children import child
from ..processes import eventually, free_port

SERVICE = """
import os, signal, sys
from handdraw_chassis.workers import run_workers

def work(listening):
    if "broken" in sys.argv:
        raise SystemExit(3)
    while True:
        connection, _ = listening.accept()
        connection.sendall(str(os.getpid()).encode())
        connection.close()

sys.exit(run_workers(work, "127.0.0.1", int(sys.argv[1]), 2))
"""
Service = tuple["subprocess.Popen[bytes]", int]


@pytest.fixture
def service() -> Iterator[Service]:
    port = free_port()
    with child([sys.executable, "-c", SERVICE, str(port)]) as process:
        eventually(lambda: len(answering(port)) == 2, "both workers answer")
        yield process, port


def answering(port: int) -> set[int]:
    """Return the workers that answer one of a hundred calls."""
    found = set()
    for _ in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                found.add(int(connection.recv(100) or 0))
        except OSError:
            return set()
    return found


def is_gone(pid: int) -> bool:
    try:
        return ") Z" in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return True


def test_one_that_is_killed_is_begun_again_and_the_other_answers_meanwhile(service: Service) -> None:
    _, port = service
    first, second = sorted(answering(port))
    os.kill(first, signal.SIGKILL)
    eventually(lambda: first not in answering(port) and len(answering(port)) == 2, "there are two again")

    assert second in answering(port)


def test_all_end_when_asked_to(service: Service) -> None:
    process, port = service
    both = answering(port)
    process.terminate()
    process.wait(30)

    assert (process.returncode, all(map(is_gone, both))) == (0, True)


def test_none_outlives_the_parent(service: Service) -> None:
    process, port = service
    both = answering(port)
    process.kill()

    eventually(lambda: all(map(is_gone, both)), "the workers are gone")


def test_where_none_can_work_all_end_with_its_status() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SERVICE, str(free_port()), "broken"], check=False, capture_output=True, timeout=60
    )

    assert ended.returncode == 3


def test_a_port_that_another_has_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "BIND_S", 0)
    port = free_port()
    (first, second) = listen("127.0.0.1", port, 2)
    with first, second, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", port, 2)


def test_where_another_has_the_port_it_says_so_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "BIND_S", 0)
    port = free_port()
    (other,) = listen("127.0.0.1", port, 1)
    with other, capture_logs() as logs:
        status = run_workers(lambda _: None, "127.0.0.1", port, 2)

    assert (status, [line["event"] for line in logs if line["log_level"] == "error"]) == (1, ["the port cannot be had"])


def test_answers_leave_at_once() -> None:
    (listening,) = listen("127.0.0.1", free_port(), 1)
    with listening:
        assert listening.proto == socket.IPPROTO_TCP  # else asyncio leaves TCP_NODELAY off
