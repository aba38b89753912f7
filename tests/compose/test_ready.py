"""The health check of an image, as Docker runs it."""

import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import yaml  # type: ignore[import-untyped]

from ..processes import ROOT

IMAGES = ROOT / "deploy" / "images"
TRICKLE_S = 0.5


@contextmanager
def server(*parts: bytes) -> Iterator[int]:
    """Answer one caller with these parts, some time apart, and then with silence."""
    ended = threading.Event()

    def answer() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(1000)
            with suppress(OSError):  # who asked is gone
                for part in parts:
                    connection.sendall(part)
                    ended.wait(TRICKLE_S)
            ended.wait()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            thread.join()


def check(port: int) -> int:
    return subprocess.run([sys.executable, IMAGES / "ready.py", str(port)], check=False, timeout=60).returncode


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",), 0),
        ((b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",), 1),
        ((), -signal.SIGALRM),
        ((b"HTTP/1.1 200 OK\r\n", *(b"X-More: 1\r\n" for _ in range(20))), -signal.SIGALRM),
    ],
    ids=["ready", "not ready", "silent", "trickling"],
)
def test_a_service_is_healthy_if_it_says_in_time_that_it_is_ready(parts: tuple[bytes, ...], status: int) -> None:
    with server(*parts) as port:
        assert check(port) == status


def patience(check: str) -> int:
    (found,) = re.findall(r"^IN_TIME_S = (\d+)", (IMAGES / f"{check}.py").read_text(), re.MULTILINE)
    return int(found)


def test_each_health_check_ends_before_docker_loses_patience_with_it() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    asked = ("serving", "redis", "worker", "inference", "logger", "reporter")
    given = {name: int(services[name]["healthcheck"]["timeout"].rstrip("s")) for name in asked}
    words = {name: " ".join(services[name]["healthcheck"]["test"]) for name in ("serving", "redis")}
    own = {name: int(re.findall(r"timeout (\d+) ", text)[0]) for name, text in words.items()}
    own |= {"worker": patience("worker_ready")} | dict.fromkeys(("inference", "logger", "reporter"), patience("ready"))

    assert {name for name in own if own[name] < given[name]} == {*given}


@pytest.mark.parametrize("name", ["inference", "logger", "reporter"])
def test_an_image_asks_by_itself_whether_it_lives_and_compose_whether_it_is_ready(name: str) -> None:
    dockerfile = (ROOT / "services" / name / "Dockerfile").read_text()
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][name]
    (given, module, port) = re.findall(
        r'^HEALTHCHECK .*--timeout=(\d+)s .*"-m", "(\w+)", "(\d+)"', dockerfile, re.MULTILINE
    )[0]

    assert (module, patience("alive") < int(given)) == ("alive", True)
    assert service["healthcheck"]["test"] == ["CMD", "python", "-m", "ready", port]
