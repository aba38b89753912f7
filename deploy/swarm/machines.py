"""The machines of a Swarm, as its manager knows them, and what Handdraw's labels say of each."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

LOG: Final = "handdraw.log"
GATEWAY: Final = "handdraw.gateway"
LOGS: Final = (3, 5)  # a majority is left when one is lost


class CannotDeploy(Exception):
    """Its text is what the person reads."""


class Machine(NamedTuple):
    """``ready``: it is up, and takes tasks."""

    node: str
    name: str
    address: str
    ready: bool
    labels: dict[str, str]


def call_docker(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["docker", *command], capture_output=True, text=True, check=False)


def ask_docker(*command: str) -> str:
    """Raises CannotDeploy."""
    answer = call_docker(*command)
    if answer.returncode != 0:
        raise CannotDeploy(f"docker {' '.join(command[:3])}: {answer.stderr.strip()}")
    return answer.stdout


def check_manager() -> None:
    """Raises CannotDeploy where this is no manager of a Swarm."""
    try:
        answer = call_docker("info", "--format", "{{json .Swarm}}")
    except FileNotFoundError as error:
        raise CannotDeploy("Docker is not installed: https://docs.docker.com/engine/install") from error
    if answer.returncode != 0:
        raise CannotDeploy(f"Docker's engine does not answer: {answer.stderr.strip()}")
    swarm = json.loads(answer.stdout)
    if swarm.get("LocalNodeState") != "active":
        raise CannotDeploy(
            "This machine is in no Swarm: docker swarm init --advertise-addr ITS-ADDRESS, and on the others what "
            "`docker swarm join-token manager` prints"
        )
    if not swarm.get("ControlAvailable"):
        raise CannotDeploy("This machine is no manager of its Swarm: run this on one, or docker node promote this one")


def find_machines() -> list[Machine]:
    """Raises CannotDeploy."""
    nodes = ask_docker("node", "ls", "-q").split()
    return [_read(node) for node in json.loads(ask_docker("node", "inspect", *nodes))]


def _read(node: dict[str, Any]) -> Machine:
    spec, status, manager = node["Spec"], node["Status"], node.get("ManagerStatus") or {}
    address = status.get("Addr", "")
    if address in {"", "0.0.0.0"}:  # noqa: S104 - what a manager says of itself at times
        address = manager.get("Addr", "").rpartition(":")[0]
    ready = status["State"] == "ready" and spec["Availability"] == "active"
    return Machine(node["ID"], node["Description"]["Hostname"], address, ready, spec.get("Labels") or {})


def with_label(machines: Sequence[Machine], label: str) -> list[Machine]:
    """Return those that have it, in the order of their addresses."""
    return sorted((one for one in machines if one.labels.get(label) == "true"), key=lambda one: one.address)


def label_all(machines: Sequence[Machine]) -> None:
    """Let each machine answer drawings, and the first three, by address, hold the log. Raises CannotDeploy."""
    for number, machine in enumerate(sorted(machines, key=lambda one: one.address)):
        labels = [f"{GATEWAY}=true", *([f"{LOG}=true"] if number < LOGS[0] else [])]
        ask_docker("node", "update", *(word for label in labels for word in ("--label-add", label)), machine.node)


def check_labels(machines: Sequence[Machine]) -> None:
    """Raises CannotDeploy."""
    holding, answering = with_label(machines, LOG), with_label(machines, GATEWAY)
    if len(holding) not in LOGS:
        raise CannotDeploy(
            f"{len(holding)} machines have the label {LOG}=true, and three or five hold the log, so that most of them "
            f"are left when one is lost: docker node update --label-add {LOG}=true MACHINE, or make swarm ARGS=--label"
        )
    if not answering:
        raise CannotDeploy(
            f"No machine answers drawings: docker node update --label-add {GATEWAY}=true MACHINE, or make swarm "
            "ARGS=--label"
        )
    if unknown := [one.name for one in holding if not one.address]:
        raise CannotDeploy(f"Swarm knows no address of {unknown[0]}: let it join with --advertise-addr")
