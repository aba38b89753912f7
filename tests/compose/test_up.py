"""`make up` with a Docker that says what a test wants it to say."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ..processes import ROOT, free_port

UP = ROOT / "deploy" / "compose" / "up.py"
UP_COMMAND = "compose up --build --wait"


class FakeDocker:
    """A `docker` on a PATH of its own: a shell script that answers each command with a text and a status."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._calls = folder / "calls"
        self.port = free_port()
        self.answers: dict[str, tuple[str, int]] = {}
        self.says("info --format {{json .}}", {"MemTotal": 8 * 2**30, "Architecture": "x86_64", "NCPU": 2})
        self.says("compose version --short", "2.40.3")
        self.publishes("inference", self.port)
        self.says("compose ps --format json", "")

    def says(self, command: str, answer: Any, status: int = 0) -> None:
        self.answers[command] = (answer if isinstance(answer, str) else json.dumps(answer), status)

    def publishes(self, service: str, port: int) -> None:
        ports = [{"host_ip": "127.0.0.1", "published": str(port)}]
        self.says("compose config --format json", {"services": {service: {"ports": ports}, "serving": {}}})

    def run(self) -> tuple[int, str, str]:
        """Return the exit status of `make up`, its output, and its call of `docker compose up`."""
        cases = [
            f"'{command}') printf '%s\\n' '{answer}' >&{2 if status else 1}; exit {status};;"
            for command, (answer, status) in self.answers.items()
        ]
        script = self._folder / "docker"
        script.write_text("\n".join(["#!/bin/sh", f'echo "$*" >>{self._calls}', 'case "$*" in', *cases, "esac"]))
        script.chmod(0o755)
        return self.run_without()

    def run_without(self) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, UP],
            env=os.environ | {"PATH": str(self._folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        calls = self._calls.read_text().splitlines() if self._calls.exists() else []
        return done.returncode, done.stdout, "".join(call for call in calls if call.startswith("compose up"))


@pytest.fixture
def docker(tmp_path: Path) -> FakeDocker:
    return FakeDocker(tmp_path)


def test_where_all_is_well_compose_brings_everything_up(docker: FakeDocker) -> None:
    assert docker.run() == (0, f"inference: http://127.0.0.1:{docker.port}\n", UP_COMMAND)


def test_without_docker_it_is_said_where_to_get_it(docker: FakeDocker) -> None:
    assert docker.run_without() == (
        1,
        "Docker is not installed: https://docs.docker.com/engine/install (`make run` needs none)\n",
        "",
    )


@pytest.mark.parametrize(
    ("command", "answer", "status", "said"),
    [
        (
            "info --format {{json .}}",
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
            1,
            "Docker's engine is not running: start Docker Desktop, or sudo systemctl start docker",
        ),
        (
            "info --format {{json .}}",
            "permission denied while trying to connect to the Docker daemon socket",
            1,
            "You may not speak to Docker's engine: sudo usermod -aG docker $USER, and log in again",
        ),
        (
            "info --format {{json .}}",
            {"MemTotal": 2**30, "Architecture": "x86_64", "NCPU": 2},
            0,
            "Docker has 1.0 GiB of memory, and Handdraw needs 2: give it more",
        ),
        (
            "compose version --short",
            "docker: unknown command: docker compose",
            1,
            "Docker has no Compose: install its plugin, 2.24 or later (docker-compose-plugin)",
        ),
        ("compose version --short", "v2.9.0", 0, "Compose is 2.9.0, and 2.24 or later is needed"),
        ("compose config --format json", "services.logger.ports invalid", 1, "services.logger.ports invalid"),
        (
            UP_COMMAND,
            "",
            1,
            "\nNot everything came up: docker compose ps says what, docker compose logs why",
        ),
    ],
)
def test_what_is_missing_is_one_clear_line(
    docker: FakeDocker, command: str, answer: Any, status: int, said: str
) -> None:
    docker.says(command, answer, status)

    code, heard, called = docker.run()

    assert (code, heard, called) == (1, f"{said}\n", UP_COMMAND if command == UP_COMMAND else "")


def test_a_port_that_is_taken_is_named_with_the_setting_that_moves_it(docker: FakeDocker) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        docker.publishes("logger", port)
        answer = docker.run()

    assert answer == (1, f"Port {port} is taken: stop what uses it, or choose another with LOGGER_PORT=…\n", "")


def test_a_port_that_our_own_container_holds_is_no_reason_to_stop(docker: FakeDocker) -> None:
    with socket.socket() as ours:
        ours.bind(("127.0.0.1", 0))
        ours.listen()
        port = ours.getsockname()[1]
        docker.publishes("logger", port)
        docker.says("compose ps --format json", {"Publishers": [{"PublishedPort": port}]})
        answer = docker.run()

    assert answer == (0, f"logger: http://127.0.0.1:{port}\n", UP_COMMAND)


def test_where_the_image_of_tensorflow_serving_cannot_run_the_rest_comes_up_without_it(docker: FakeDocker) -> None:
    docker.says("info --format {{json .}}", {"MemTotal": 8 * 2**30, "Architecture": "aarch64", "NCPU": 1})

    code, said, called = docker.run()

    assert (code, called) == (0, f"{UP_COMMAND} --scale serving=0")
    assert said.startswith("TensorFlow Serving has no image for aarch64: left out, and the embedded engine answers\n")
