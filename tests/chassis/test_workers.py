"""Real processes: a service of two workers that answers which of them it is."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from handdraw_chassis import ports
from handdraw_chassis.ports import listen
from handdraw_chassis.workers import run_workers

from ..children import child
from ..processes import eventually, free_port

SERVICE = """
import os, signal, sys
from handdraw_chassis import workers

workers.PAUSE_S = 0.2
how = sys.argv[2:]
if "impatient" in how:
    workers.TURN_S, workers.END_S = 0.1, 1
if "asked at the first fork" in how:
    os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM))
if "with a stranger" in how and not os.fork():
    signal.pause()
if "each asked before it begins" in how:
    os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGTERM))

def work(place):
    if "broken" in how:
        raise SystemExit(3)
    if "dying" in how:
        os.kill(os.getpid(), signal.SIGBUS)
    def linger(*_):
        place.listening.close()
        while True:
            signal.pause()
    if "lingering" in how:
        signal.signal(signal.SIGTERM, linger)
    place.listening.settimeout(0.05)
    while True:
        place.beat()
        try:
            connection, _ = place.listening.accept()
        except TimeoutError:
            continue
        connection.sendall(str(os.getpid()).encode())
        connection.close()

sys.exit(workers.run_workers(work, "127.0.0.1", int(sys.argv[1]), 2))
"""
Service = tuple["subprocess.Popen[bytes]", int]


@contextmanager
def running(*how: str) -> Iterator[Service]:
    port = free_port()
    with child([sys.executable, "-c", SERVICE, str(port), *how]) as process:
        eventually(lambda: len(answering(port)) == 2, "both workers answer")
        yield process, port


@pytest.fixture
def service() -> Iterator[Service]:
    with running() as service:
        yield service


def ended(*how: str) -> int:
    """Run a service until it ends by itself. Returns its status."""
    command = [sys.executable, "-c", SERVICE, str(free_port()), *how]
    return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode


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


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False


def children(pid: int) -> set[int]:
    return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


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


@pytest.mark.parametrize(
    ("how", "status"), [("broken", 3), ("dying", 1), ("each asked before it begins", 1), ("asked at the first fork", 0)]
)
def test_where_none_can_work_or_should_all_end_with_a_status(how: str, status: int) -> None:
    assert ended(how) == status


def test_all_end_when_asked_to_while_one_has_died(service: Service) -> None:
    process, port = service
    dead = min(answering(port))
    os.kill(dead, signal.SIGKILL)
    eventually(lambda: is_gone(dead), "one has died")
    process.terminate()

    assert process.wait(30) == 0


def test_one_that_hangs_is_begun_again() -> None:
    with running("impatient") as (_, port):
        hung = min(answering(port))
        os.kill(hung, signal.SIGSTOP)

        eventually(lambda: hung not in answering(port) and len(answering(port)) == 2, "there are two again")


def test_one_that_hangs_does_not_keep_the_others_from_ending() -> None:
    with running("impatient") as (process, port):
        both = answering(port)
        os.kill(min(both), signal.SIGSTOP)
        process.terminate()

        assert (process.wait(30), all(map(is_gone, both))) == (0, True)


def test_nobody_is_let_in_while_they_end() -> None:
    with running("lingering") as (process, port):
        both = answering(port)
        process.terminate()
        eventually(lambda: refuses(port), "nobody is let in")

        assert not any(map(is_gone, both))
        for pid in both:
            os.kill(pid, signal.SIGKILL)


def test_the_end_of_a_process_that_it_did_not_begin_is_nothing_to_it() -> None:
    with running("with a stranger") as (process, port):
        (stranger,) = children(process.pid) - answering(port)
        os.kill(stranger, signal.SIGKILL)
        eventually(lambda: stranger not in children(process.pid), "it is gone")
        process.terminate()

        assert process.wait(30) == 0


def test_where_another_has_the_port_it_says_so_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "BIND_S", 0)
    port = free_port()
    (other,) = listen("127.0.0.1", port, 1)
    with other, capture_logs() as logs:
        status = run_workers(lambda _: None, "127.0.0.1", port, 2)

    assert (status, [line["event"] for line in logs if line["log_level"] == "error"]) == (1, ["the port cannot be had"])
