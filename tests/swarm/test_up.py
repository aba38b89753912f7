"""`make swarm` with a Docker that says what a test wants it to say."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from progress import explain
from up import read_env

from ..processes import ROOT

UP = ROOT / "deploy" / "swarm" / "up.py"
ACTIVE = {"LocalNodeState": "active", "ControlAvailable": True}
BUCKET = {"LOGGER_ARCHIVE_URL": "s3://handdraw/archive", "REPORTER_REPORTS_URL": "s3://handdraw/reports"}
LABELS = {"handdraw.log": "true", "handdraw.gateway": "true"}
DEPLOYED = "stack deploy --prune --with-registry-auth --resolve-image"


def node(number: int, labels: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "ID": f"node{number}",
        "Spec": {"Labels": LABELS if labels is None else labels, "Availability": "active"},
        "Description": {"Hostname": f"machine{number}"},
        "Status": {"State": "ready", "Addr": f"192.0.2.{number}"},
    }


class FakeDocker:
    """A `docker` on a PATH of its own: answers whatever begins with a command with a text and a status.

    ``calls``: what it was asked, and the environment of its `stack deploy`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.secrets = folder / "secrets"
        self._answers: dict[str, tuple[str, int]] = {}
        self.says("info --format {{json .Swarm}}", json.dumps(ACTIVE))
        self.says("info --format {{.Swarm.NodeID}}", "node1")
        self.says("node ls -q", "node1 node2 node3")
        self.has(*(node(number) for number in (1, 2, 3)))
        self.says("image inspect", "")
        self.says("service ls", json.dumps({"ID": "s", "Name": "handdraw_logger", "Replicas": "3/3"}))
        self.says("service inspect", "")
        self.says("stack deploy", "")
        self.says("node update", "")

    def says(self, command: str, answer: str, status: int = 0) -> None:
        self._answers[command] = (answer, status)

    def has(self, *nodes: dict[str, Any]) -> None:
        self.says("node inspect", json.dumps(nodes))

    def run(self, *arguments: str, **settings: str) -> tuple[int, str]:
        """Return the exit status of `make swarm`, and what it said."""
        cases = [
            f"{shlex.quote(command)}*) printf '%s\\n' {shlex.quote(answer)} >&{2 if status else 1}; exit {status};;"
            for command, (answer, status) in sorted(self._answers.items(), key=lambda one: -len(one[0]))
        ]
        script = self._folder / "docker"
        told = f'case "$*" in stack*) env >{self._folder}/environment;; esac'
        script.write_text(
            "\n".join(["#!/bin/sh", f'echo "$*" >>{self._folder}/calls', told, 'case "$*" in', *cases, "esac"])
        )
        script.chmod(0o755)
        done = subprocess.run(
            [sys.executable, UP, "--secrets", self.secrets, *arguments],
            env=os.environ | {"PATH": f"{self._folder}:{os.environ['PATH']}"} | BUCKET | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def began(self, command: str) -> list[str]:
        return [call for call in (self._folder / "calls").read_text().splitlines() if call.startswith(command)]

    def environment(self) -> dict[str, str]:
        lines = (self._folder / "environment").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)


@pytest.fixture
def docker(tmp_path: Path) -> FakeDocker:
    made = FakeDocker(tmp_path)
    made.secrets.mkdir()
    (made.secrets / "operator-key").write_text("hd_operator\n")
    return made


def test_where_all_is_well_it_is_deployed_and_said_where(docker: FakeDocker) -> None:
    code, said = docker.run()
    told = docker.environment()

    addresses = "http://192.0.2.1:8000, http://192.0.2.2:8000, http://192.0.2.3:8000"
    assert (code, said.splitlines()[0]) == (0, f"Drawings are answered at {addresses}")
    assert [call.split(" --compose-file")[0] for call in docker.began("stack")] == [f"{DEPLOYED} never"]
    assert {name: told[name] for name in ("HANDDRAW_MACHINES", "HANDDRAW_SENTINELS", "HANDDRAW_ADDRESSES")} == {
        "HANDDRAW_MACHINES": "node1=192.0.2.1 node2=192.0.2.2 node3=192.0.2.3",
        "HANDDRAW_SENTINELS": "192.0.2.1,192.0.2.2,192.0.2.3",
        "HANDDRAW_ADDRESSES": "192.0.2.1 192.0.2.2 192.0.2.3",
    }


def test_no_secret_is_said_nor_on_a_command_line(docker: FakeDocker) -> None:
    _, said = docker.run()
    secrets = [word for file in docker.secrets.iterdir() for word in file.read_text().split() if len(word) > 30]
    passed = {name: value for name, value in docker.environment().items() if name.startswith("HANDDRAW_")}

    assert [word for word in secrets if word in said + str(docker.began("")) + str(passed)] == []


@pytest.mark.parametrize("setting", BUCKET)
@pytest.mark.parametrize("url", ["", "file:///mnt/shared"])
def test_what_machines_share_lies_in_a_bucket(docker: FakeDocker, setting: str, url: str) -> None:
    code, said = docker.run(**{setting: url})

    assert (code, said.split(",")[0], docker.began("stack")) == (1, f"{setting} names no bucket", [])


def test_keys_to_the_bucket_reach_those_who_share_it_as_a_secret(docker: FakeDocker, tmp_path: Path) -> None:
    (tmp_path / "given").write_text("[default]\n")

    docker.run(LOGGER_BUCKET_CREDENTIALS_FILE=str(tmp_path / "given"))

    assert docker.environment()["HANDDRAW_BUCKET_CREDENTIALS_FILE"] == "/run/secrets/bucket-credentials"
    assert (docker.secrets / "bucket-credentials").read_text() == "[default]\n"


def test_what_a_registry_has_is_looked_up_there(docker: FakeDocker) -> None:
    docker.says("image inspect", "", 1)

    code, _ = docker.run(HANDDRAW_REGISTRY="registry.example/")

    assert (code, docker.began("stack")[0].startswith(f"{DEPLOYED} always")) == (0, True)


def test_labels_are_set_where_that_is_asked_for(docker: FakeDocker) -> None:
    docker.says("node ls -q", "node1 node2 node3 node4")
    docker.has(*(node(number, {}) for number in (2, 4, 1, 3)))

    code, _ = docker.run("--label")

    gateway, both = "--label-add handdraw.gateway=true", "--label-add handdraw.log=true"
    assert docker.began("node update") == [
        f"node update {gateway} {both} node1",
        f"node update {gateway} {both} node2",
        f"node update {gateway} {both} node3",
        f"node update {gateway} node4",
    ]
    assert code == 1  # this Docker did not set them


@pytest.mark.parametrize(
    ("command", "answer", "status", "said"),
    [
        ("info --format {{json .Swarm}}", "Cannot connect", 1, "Docker's engine does not answer: Cannot connect"),
        (
            "info --format {{json .Swarm}}",
            json.dumps({"LocalNodeState": "inactive"}),
            0,
            (
                "This machine is in no Swarm: docker swarm init --advertise-addr ITS-ADDRESS, and on the others what "
                "`docker swarm join-token manager` prints"
            ),
        ),
        (
            "info --format {{json .Swarm}}",
            json.dumps(ACTIVE | {"ControlAvailable": False}),
            0,
            "This machine is no manager of its Swarm: run this on one, or docker node promote this one",
        ),
        (
            "image inspect",
            "No such image",
            1,
            (
                "There is no image handdraw/inference:latest here: docker compose build inference logger reporter, "
                "docker pull redis:7.4-bookworm, then docker save and docker load on each machine, or a registry "
                "(docs/swarm.md)"
            ),
        ),
        (
            "image inspect redis:7.4-bookworm",
            "No such image",
            1,
            (
                "There is no image redis:7.4-bookworm here: docker compose build inference logger reporter, "
                "docker pull redis:7.4-bookworm, then docker save and docker load on each machine, or a registry "
                "(docs/swarm.md)"
            ),
        ),
        ("stack deploy", "a word", 1, "a word\ndocker stack deploy refused it: it says why above"),
    ],
)
def test_what_is_missing_is_said_plainly(docker: FakeDocker, command: str, answer: str, status: int, said: str) -> None:
    docker.says(command, answer, status)

    assert docker.run() == (1, f"{said}\n")


@pytest.mark.parametrize("labelled", [0, 1, 2, 4])
def test_the_log_is_held_by_three_or_five(docker: FakeDocker, labelled: int) -> None:
    docker.has(*(node(number, LABELS if number < labelled else {}) for number in range(4)))

    code, said = docker.run()

    assert (code, said.split(",")[0]) == (1, f"{labelled} machines have the label handdraw.log=true")


def test_secrets_that_lie_on_another_machine_are_not_made_anew(docker: FakeDocker) -> None:
    (docker.secrets / "operator-key").unlink()

    code, said = docker.run()

    assert (code, said.split(":")[0], docker.began("stack")) == (
        1,
        f"Handdraw runs, and its secrets are not in {docker.secrets}",
        [],
    )


def test_a_machine_that_is_away_is_named_and_the_others_are_deployed_to(docker: FakeDocker) -> None:
    docker.has(node(1), node(2), node(3) | {"Status": {"State": "down", "Addr": "192.0.2.3"}})

    code, said = docker.run()

    assert (code, said.splitlines()[0]) == (
        0,
        "machine3 is away, or drained: it gets what it is to run once it is back",
    )


def test_a_change_that_swarm_took_back_is_no_success(docker: FakeDocker) -> None:
    docker.says("service inspect", "rollback_completed")

    code, said = docker.run()

    assert (code, said) == (
        1,
        (
            "logger did not change (rollback_completed): docker service logs --since 10m handdraw_logger says why, "
            "or docker service ps handdraw_logger\n"
        ),
    )


def test_what_no_waiting_mends_ends_it(docker: FakeDocker) -> None:
    docker.says("service ls", json.dumps({"ID": "s", "Name": "handdraw_logger", "Replicas": "2/3"}))
    docker.says("service ps", 'machine2\t"No such image: handdraw/logger:7"')

    code, said = docker.run()

    assert (code, said.splitlines()[-1]) == (
        1,
        (
            "machine2 has no image handdraw/logger:7: docker save handdraw/logger:7 | ssh machine2 docker load, "
            "or name a registry (docs/swarm.md)"
        ),
    )


@pytest.mark.parametrize(
    ("error", "lasted_s", "ends"),
    [
        ("task: non-zero exit (1)", 600, False),
        ("host-mode port already in use on 1 node", 5, False),  # of who is being replaced
        ("host-mode port already in use on 1 node", 60, True),
        ("No such image: handdraw/logger:7", 0, True),
    ],
)
def test_what_swarm_may_mend_is_waited_for(error: str, lasted_s: float, ends: bool) -> None:
    assert (explain("machine1", error, lasted_s) is not None) == ends


def test_env_is_read_as_the_others_read_it(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# A comment\n#B=1\nC=2\nexport D='3 4'\nE=\"5\"\nF=6 # said why\n\n")

    assert (read_env(file), read_env(tmp_path / "none")) == ({"C": "2", "D": "3 4", "E": "5", "F": "6"}, {})
