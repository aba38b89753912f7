"""What the containers of Redis and Sentinel run, with Sentinels that answer what a test wants."""

import os
import subprocess
from pathlib import Path

import pytest

from ..processes import ROOT

SCRIPTS = ROOT / "deploy" / "swarm"
MACHINES = "a=192.0.2.1 b=192.0.2.2 c=192.0.2.3"
FAKES = {
    # -h ADDRESS -p PORT --raw sentinel QUESTION log: what lies in a file for it, by how often the script slept
    "redis-cli": 'cat "$ANSWERS/$(cat "$ANSWERS/slept")-$7-$2" 2>/dev/null',
    "redis-server": 'echo "$@"',
    "sleep": 'echo $(($(cat "$ANSWERS/slept") + 1)) >"$ANSWERS/slept"',
}
PRIMARY, REPLICAS = "get-master-addr-by-name", "replicas"


class Machine:
    """The machine a, and the three Sentinels as it hears them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._answers, self._bin = folder / "answers", folder / "bin"
        self._answers.mkdir()
        self._bin.mkdir()
        self._secrets = folder / "secrets"
        self._secrets.mkdir()
        (self._secrets / "sentinel.conf").touch()
        (self._answers / "slept").write_text("0")
        for name, text in FAKES.items():
            (self._bin / name).write_text(f"#!/bin/sh\n{text}\n")
            (self._bin / name).chmod(0o755)

    def hears(self, *answers: str, question: str = PRIMARY, turn: int = 0) -> None:
        """Let the first Sentinels answer so, in the turn between two pauses of the script."""
        for number, answer in enumerate(answers, 1):
            (self._answers / f"{turn}-{question}-192.0.2.{number}").write_text(f"{answer}\n6379\n")

    def run(self, script: str, node: str = "a") -> tuple[int, list[str]]:
        """Return the status, and the lines that it and the server that it became said."""
        environment = {"PATH": f"{self._bin}:{os.environ['PATH']}", "ANSWERS": str(self._answers)}
        environment |= {"NODE": node, "MACHINES": MACHINES, "MAXMEMORY": "1gb", "SECRETS": str(self._secrets)}
        done = subprocess.run(
            ["sh", str(SCRIPTS / script)],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout.splitlines()

    def has_the_log(self) -> None:
        (self.folder / "appendonlydir").mkdir()
        (self.folder / "appendonlydir" / "appendonly.aof.manifest").touch()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def role(lines: list[str]) -> str:
    """Return whom the Redis that was begun follows, "nobody" if it is the primary."""
    _, _, follows = lines[-1].partition(" --replicaof ")
    return follows or "nobody"


def test_a_machine_follows_the_primary_that_most_name(machine: Machine) -> None:
    machine.hears("192.0.2.1", "192.0.2.2", "192.0.2.2")

    code, lines = machine.run("redis.sh")

    assert (code, role(lines)) == (0, "192.0.2.2 6379")


def test_the_primary_that_comes_back_with_its_log_is_the_primary(machine: Machine) -> None:
    machine.has_the_log()
    machine.hears("192.0.2.1", "192.0.2.1")
    machine.hears("", "192.0.2.2", question=REPLICAS)

    assert role(machine.run("redis.sh")[1]) == "nobody"


def test_at_the_very_first_start_the_named_one_is_the_primary_though_its_folder_is_empty(machine: Machine) -> None:
    machine.hears("192.0.2.1", "192.0.2.1", "192.0.2.1")

    assert role(machine.run("redis.sh")[1]) == "nobody"


def test_an_empty_folder_never_begins_as_the_primary_of_a_log_that_others_have(machine: Machine) -> None:
    machine.hears("192.0.2.1", "192.0.2.1", "192.0.2.1")
    machine.hears("", "192.0.2.2", question=REPLICAS)
    machine.hears("192.0.2.3", "192.0.2.3", "192.0.2.3", turn=1)

    _, lines = machine.run("redis.sh")

    assert (lines[0], role(lines)) == (
        "This folder is empty and others have the log: waiting until one of them is the primary",
        "192.0.2.3 6379",
    )


def test_the_word_of_one_sentinel_is_not_enough(machine: Machine) -> None:
    machine.hears("192.0.2.1")
    machine.hears("192.0.2.1", "192.0.2.2", turn=1)
    machine.hears("192.0.2.1", "192.0.2.2", "192.0.2.2", turn=2)

    _, lines = machine.run("redis.sh")

    assert (lines[0], role(lines)) == ("Waiting until 2 Sentinels name the same primary", "192.0.2.2 6379")


@pytest.mark.parametrize("script", ["redis.sh", "sentinel.sh"])
def test_a_machine_that_holds_no_log_ends_with_a_word(machine: Machine, script: str) -> None:
    said = "This machine is none of those that hold the log: run make swarm again"

    assert machine.run(script, node="elsewhere") == (1, [said])


def monitored(machine: Machine) -> list[str]:
    code, _ = machine.run("sentinel.sh")
    assert code == 0
    lines = (machine.folder / "sentinel.conf").read_text().splitlines()
    return [line for line in lines if line.startswith(("sentinel monitor", "sentinel known", "sentinel myid"))]


def test_a_sentinel_that_knows_nothing_takes_the_first_machine(machine: Machine) -> None:
    assert monitored(machine) == ["sentinel monitor log 192.0.2.1 6379 2"]


def test_a_sentinel_whose_volume_was_lost_asks_the_others(machine: Machine) -> None:
    machine.hears("", "192.0.2.3")

    assert monitored(machine) == ["sentinel monitor log 192.0.2.3 6379 2"]


def test_a_sentinel_keeps_what_it_learnt_but_of_a_machine_that_is_gone(machine: Machine) -> None:
    learnt = [
        "sentinel myid 12",
        "sentinel monitor log 192.0.2.2 6379 9",
        "sentinel known-replica log 192.0.2.1 6379",
        "sentinel known-replica log 192.0.2.9 6379",
        "sentinel known-sentinel log 192.0.2.9 26379 34",
        "sentinel known-sentinel log 192.0.2.3 26379 56",
        "requirepass leftover",
    ]
    (machine.folder / "sentinel.conf").write_text("\n".join(learnt))
    machine.hears("192.0.2.1", "192.0.2.1", "192.0.2.1")

    assert monitored(machine) == [
        "sentinel monitor log 192.0.2.2 6379 2",
        "sentinel myid 12",
        "sentinel known-replica log 192.0.2.1 6379",
        "sentinel known-sentinel log 192.0.2.3 26379 56",
    ]
