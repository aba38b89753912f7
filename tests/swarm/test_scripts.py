"""What the containers of Redis and Sentinel run, with Sentinels that answer what a test wants."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from ..processes import ROOT

SCRIPTS = ROOT / "deploy" / "swarm"
MACHINES = "a=192.0.2.1 b=192.0.2.2 c=192.0.2.3"
FAKES = {
    # -h ADDRESS -p PORT --raw sentinel QUESTION log: what lies in a file for it, by how often the script slept
    # -h ADDRESS -p PORT --user sentinel --raw QUESTION …: the same, or what it is told is noted down
    "redis-cli": """
        case "$7$8" in --rawreplicaof) echo "$2 $8 $9" >>"$ANSWERS/told";; esac
        [ "$7" != --raw ] || set -- "$1" "$2" 3 4 5 6 "$8"
        answer=$ANSWERS/$(cat "$ANSWERS/slept")-$7-
        [ "$2" != 127.0.0.1 ] || [ -e "$answer$2" ] || set -- -h 192.0.2.1
        cat "$answer$2" 2>/dev/null""",
    # a Sentinel lives until it is ended, and the next one ends at once, and the script with it
    "redis-server": """
        echo "$@"
        [ "$2" = --sentinel ] || exit 0
        cat "$ANSWERS/slept" >>"$ANSWERS/begun"
        [ "$(wc -l <"$ANSWERS/begun")" -gt 1 ] || exec tail -f /dev/null""",
    # -d . -f 1 /proc/uptime: as if each turn took so long
    "cut": """
        [ "$5" = /proc/uptime ] || exec /usr/bin/cut "$@"
        echo $(($(cat "$ANSWERS/slept") * ${TURN_S:-0}))""",
    # until what was begun beside the script has begun
    "sleep": '/bin/sleep 0.1; echo $(($(cat "$ANSWERS/slept") + 1)) >"$ANSWERS/slept"',
}
PRIMARY, REPLICAS, ROLE = "get-master-addr-by-name", "replicas", "role"
A, B, C = ALL = "192.0.2.1", "192.0.2.2", "192.0.2.3"
WITHIN, GONE = "127.0.0.1", "192.0.2.9"


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
        (self._answers / "slept").write_text("0\n")
        for name, text in FAKES.items():
            (self._bin / name).write_text(f"#!/bin/sh\n{text}\n")
            (self._bin / name).chmod(0o755)

    def hears(self, *answers: str, question: str = PRIMARY, turn: int = 0, at: Sequence[str] = ALL) -> None:
        """Let the first Sentinels answer so, in the turn between two pauses of the script."""
        for address, answer in zip(at, answers, strict=False):
            (self._answers / f"{turn}-{question}-{address}").write_text(f"{answer}\n6379\n")

    def run(self, script: str, node: str = "a", **settings: str) -> tuple[int, list[str]]:
        """Return the status, and the lines that it and the server that it became said."""
        environment = {"PATH": f"{self._bin}:{os.environ['PATH']}", "ANSWERS": str(self._answers)}
        environment |= {"NODE": node, "MACHINES": MACHINES, "MAXMEMORY": "1gb", "SECRETS": str(self._secrets)}
        environment |= {"APART_S": "0", "ASTRAY_S": "0"} | settings
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

    def note(self, name: str) -> list[str]:
        """Return when Sentinels were ``begun``, by how often the script had slept, or what Redis was ``told``."""
        file = self._answers / name
        return file.read_text().splitlines() if file.exists() else []

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
    assert code == 1  # the second Sentinel ended
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


def test_a_sentinel_lives_while_it_names_whom_most_name(machine: Machine) -> None:
    for turn in range(1, 4):
        machine.hears(A, A, B, turn=turn)
    machine.hears(A, B, B, turn=4)

    code, lines = machine.run("sentinel.sh")

    assert (code, machine.note("begun")[:2]) == (1, ["0", "4"])
    assert "Most do not name whom this one names: it begins anew" in lines


def test_a_sentinel_that_hears_no_majority_begins_anew(machine: Machine) -> None:
    machine.hears(A, A, A, turn=1)
    machine.hears(A, turn=2)

    machine.run("sentinel.sh")

    assert machine.note("begun")[:2] == ["0", "2"]


@pytest.mark.parametrize("turn_s", range(1, 8))
def test_a_sentinel_alone_lives_for_less_than_eight_seconds_however_slow_its_machine_is(
    machine: Machine, turn_s: int
) -> None:
    machine.run("sentinel.sh", APART_S="", TURN_S=str(turn_s))

    assert int(machine.note("begun")[1]) * turn_s < 8


def test_a_sentinel_is_asked_within_where_its_machine_does_not_reach_itself(machine: Machine) -> None:
    machine.hears(A, A, turn=1, at=(WITHIN, B))

    machine.run("sentinel.sh")

    assert machine.note("begun")[:2] == ["0", "2"]


def test_a_replica_that_no_sentinel_leads_is_told_whom_to_follow(machine: Machine) -> None:
    machine.hears(B, B, B, turn=1)
    machine.hears(f"slave\n{C}", question=ROLE, turn=1)

    machine.run("sentinel.sh")

    assert machine.note("told") == [f"{A} replicaof {B}"]


@pytest.mark.parametrize("role", ["master\n12", f"slave\n{B}", ""])
def test_a_redis_is_left_alone_that_is_the_primary_or_follows_it_or_is_silent(machine: Machine, role: str) -> None:
    machine.hears(B, B, B, turn=1)
    machine.hears(role, question=ROLE, turn=1)

    machine.run("sentinel.sh")

    assert machine.note("told") == []


def test_no_redis_is_told_to_follow_a_machine_that_is_gone(machine: Machine) -> None:
    machine.hears(GONE, GONE, GONE, turn=1)
    machine.hears(f"slave\n{C}", question=ROLE, turn=1)

    machine.run("sentinel.sh")

    assert machine.note("told") == []
