"""How far a deployment is, in lines for a person: what Swarm says of each service, and of what does not come up."""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from machines import CannotDeploy, ask_docker

STACK: Final = "handdraw"
LOOK_S: Final = 0.5
PATIENCE_S: Final = 600
HOPELESS: Final = (
    (
        r"No such image: ([^\s\"]+)",
        0,
        "{node} has no image {found}: docker save {found} | ssh {node} docker load, or name a registry (docs/swarm.md)",
    ),
    (
        r"(host-mode port already in use|address already in use)",
        60,
        "A port that Handdraw wants is held by something else: {found} ({node})",
    ),
)
"""What no waiting mends once it has lasted so many seconds (who is replaced still holds its port), and what to do."""


class Service(NamedTuple):
    """``update``: how far Swarm is with changing it: updating, completed, paused, rollback_…, or nothing."""

    name: str
    running: int
    wanted: int
    update: str

    @property
    def is_there(self) -> bool:
        return self.running == self.wanted and self.update not in ("updating", "rollback_started")


class Failure(NamedTuple):
    service: str
    node: str
    error: str


def look() -> list[Service]:
    """Raises CannotDeploy."""
    listed = ask_docker(
        "service", "ls", "--filter", f"label=com.docker.stack.namespace={STACK}", "--format", "{{json .}}"
    )
    found = [json.loads(line) for line in listed.splitlines()]
    return sorted(_read(one) for one in found)


def _read(listed: dict[str, str]) -> Service:
    running, wanted = map(int, re.findall(r"\d+", listed["Replicas"])[:2])
    state = ask_docker(
        "service", "inspect", "--format", "{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}", listed["ID"]
    )
    return Service(listed["Name"].removeprefix(f"{STACK}_"), running, wanted, state.strip())


def _find_failures(services: Sequence[Service]) -> Iterator[Failure]:
    """Yield what keeps tasks that are wanted from running, as Swarm says."""
    wanted = ("--filter", "desired-state=running", "--filter", "desired-state=ready")
    for service in services:
        if not service.is_there:
            name = f"{STACK}_{service.name}"
            listed = ask_docker("service", "ps", "--no-trunc", *wanted, "--format", "{{.Node}}\t{{.Error}}", name)
            for node, _, error in (line.partition("\t") for line in listed.splitlines()):
                if error:
                    yield Failure(service.name, node or "no machine", error)


def explain(node: str, error: str, lasted_s: float) -> str | None:
    """Return what to do about an error that waiting does not mend."""
    for pattern, patience_s, words in HOPELESS:
        if (found := re.search(pattern, error)) and lasted_s >= patience_s:
            return words.format(node=node, found=found[1])
    return None


def wait(say: Callable[[str], None], patience_s: float = PATIENCE_S) -> None:
    """Say what changes until every service is there. Raises CannotDeploy."""
    began, said, since = time.monotonic(), "", dict[Failure, float]()
    while True:
        time.sleep(LOOK_S)  # first, too: Swarm takes a moment to see what it was told
        services, now = look(), time.monotonic()
        if all(one.is_there for one in services):
            break
        if (line := _tell(services)) != said:
            say(line)
            said = line
        since = {one: since.get(one, now) for one in _find_failures(services)}
        told = (explain(one.node, one.error, now - at) for one, at in since.items())
        if hopeless := next(filter(None, told), None):
            raise CannotDeploy(hopeless)
        if now - began > patience_s:
            raise CannotDeploy(_tell_late(services, since))
    _check_changed(services)


def _check_changed(services: Sequence[Service]) -> None:
    """Raises CannotDeploy for a service that Swarm left as it was."""
    for one in services:
        if one.update.startswith(("paused", "rollback")):
            name = f"{STACK}_{one.name}"
            raise CannotDeploy(
                f"{one.name} did not change ({one.update}): docker service logs --since 10m {name} says why, or "
                f"docker service ps {name}"
            )


def _tell(services: Sequence[Service]) -> str:
    return "  ".join(f"{one.name} {one.running}/{one.wanted}{'…' if not one.is_there else ''}" for one in services)


def _tell_late(services: Sequence[Service], failures: Iterable[Failure]) -> str:
    missing = ", ".join(one.name for one in services if not one.is_there)
    reasons = "".join(f"\n{one.service} on {one.node}: {one.error}" for one in failures)
    return f"Not everything came up: {missing}. docker service ps and docker service logs say more.{reasons}"
