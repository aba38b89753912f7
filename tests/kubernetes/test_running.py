"""The manifests' commands, run here as processes with the manifests' settings: no cluster, and yet all of Handdraw."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from redis import Redis
from redis.exceptions import RedisError

from ..processes import ROOT, answers, eventually, free_port, run_process, service
from .manifests import ADDRESSES, SERVICES, container_of, needs_kubectl
from .pods import RedisPod, tell

pytestmark = [
    needs_kubectl,
    pytest.mark.skipif(shutil.which("redis-cli") is None, reason="there is no redis-cli here"),
]

PORTS = {"inference": 8000, "logger": 8001, "reporter": 8002}
MODULES = {name: f"handdraw_{name}" for name in PORTS} | {"worker": "handdraw_reporter.worker"}
FAILOVER_S = 150  # on a machine that is busy: Sentinels that were held up wait half a minute, or vote again
FOLLOWED = ["connected", "connected", "primary"]


class Machines(NamedTuple):
    """``running``: what runs of each pod of Redis. ``secrets``: where Secrets are mounted."""

    pods: dict[str, RedisPod]
    running: dict[str, ExitStack]
    secrets: Path

    def start(self, name: str) -> None:
        for container in ("sentinel", "redis"):
            process = self.running[name].enter_context(self.pods[name].running(container))
            self.running[name].callback(subprocess.Popen.kill, process)  # without a word, as a machine that is lost

    def sign_in(self, name: str, account: str) -> Redis:
        file = {"logger": "logger/redis-password", "sentinel": "redis/sentinel-password"}[account]
        return self.pods[name].sign_in(account, (self.secrets / file).read_text().strip())

    def role(self, name: str) -> str:
        try:
            with self.sign_in(name, "sentinel") as redis:
                said = redis.role()
        except RedisError:
            return "away"
        assert isinstance(said, list)
        return "primary" if said[0] == "master" else str(said[3])

    def roles(self) -> list[str]:
        return sorted(map(self.role, self.pods))

    def primary(self) -> str:
        (name,) = (name for name in self.pods if self.role(name) == "primary")
        return name

    def passed(self) -> set[tuple[str, str]]:
        """Return which containers of which pods pass each of their probes."""
        probes = ("startup", "liveness", "readiness")
        return {
            (name, called)
            for name, pod in self.pods.items()
            for called in ("redis", "sentinel")
            if all(pod.passes(called, probe) for probe in probes)
        }


@pytest.fixture(scope="module")
def machines(mounted: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("machines")
    pods = {name: RedisPod(name, folder / name, mounted / "redis") for name in ADDRESSES}
    with ExitStack() as stack:
        three = Machines(pods, {name: stack.enter_context(ExitStack()) for name in pods}, mounted)
        for name in pods:
            three.start(name)
        eventually(lambda: three.roles() == FOLLOWED, "one leads, and two follow")
        eventually(lambda: {pod.count_replicas() for pod in pods.values()} == {2}, "Sentinels know both replicas")
        yield three


class Services(NamedTuple):
    """``urls``: of those that listen."""

    urls: dict[str, str]
    processes: dict[str, "subprocess.Popen[bytes]"]


@contextmanager
def services(machines: Machines, folder: Path) -> Iterator[Services]:
    """Run one of each."""
    ports = {name: str(free_port()) for name in PORTS}
    found = {f"{name}:{port}": f"127.0.0.1:{ports[name]}" for name, port in PORTS.items()}
    found |= ADDRESSES | {"/var/lib/handdraw": str(folder), "/models": str(ROOT / "services" / "inference" / "models")}
    found |= {"s3://handdraw": f"file://{folder}/shared"}
    for place in ("outbox", "archive", "reports", "shared/archive", "shared/reports"):
        (folder / place).mkdir(parents=True)
    one_each = Services({name: f"http://127.0.0.1:{port}" for name, port in ports.items()}, {})
    with ExitStack() as stack:
        for name in SERVICES:
            own = {str(port): ports[of] for of, port in PORTS.items() if of == name}
            told = tell(container_of("base", name), found | own | {"/secrets": str(machines.secrets / name)})
            process = stack.enter_context(run_process(service(MODULES[name]), folder / f"{name}.log", **told))
            one_each.processes[name] = process
        yield one_each


def is_whole(reporter: str) -> bool:
    return answers(f"{reporter}/readyz") and httpx.get(f"{reporter}/readyz", trust_env=False).json()["degraded"] == []


def test_three_empty_volumes_become_a_primary_and_two_replicas(machines: Machines) -> None:
    assert (machines.primary(), machines.passed()) == (
        "redis-0",
        {(name, called) for name in machines.pods for called in ("redis", "sentinel")},
    )


def test_the_services_do_with_what_they_are_told_and_end_when_they_are_asked_to(
    machines: Machines, made: Path, tmp_path: Path
) -> None:
    key = (made / "operator-key").read_text().strip()
    person = httpx.Client(trust_env=False, headers={"Authorization": f"Bearer {key}", "Content-Type": "image/png"})
    with person, services(machines, tmp_path) as (urls, processes):
        for url in urls.values():
            eventually(partial(answers, f"{url}/readyz"), f"{url} is ready")
        drawing = (ROOT / "examples" / "drawings" / "7.png").read_bytes()
        drawn = person.post(f"{urls['inference']}/v1/classify", content=drawing).json()
        kept = f"{urls['logger']}/v1/events/{drawn['id']}"
        eventually(lambda: person.get(kept).is_success, "the event is in the log")
        eventually(lambda: is_whole(urls["reporter"]), "the reporter misses nobody")
    logs = "".join((tmp_path / f"{name}.log").read_text() for name in SERVICES)
    unknown = [line for line in logs.splitlines() if "a setting is unknown" in line]

    assert (drawn["digit"], unknown, processes["worker"].returncode) == (7, [], 0)


def test_a_pod_that_is_lost_is_replaced_by_a_replica_and_comes_back_as_one(machines: Machines) -> None:
    lost = machines.primary()
    with machines.sign_in(lost, "logger") as redis:
        redis.set("handdraw:before", "kept")
        assert redis.execute_command("WAIT", 1, 5000) >= 1
    machines.running[lost].close()
    eventually(lambda: machines.roles() == ["away", "connected", "primary"], "another leads", FAILOVER_S)
    missing = {(name, called) for name in machines.pods for called in ("redis", "sentinel")} - machines.passed()
    for container in ("redis", "sentinel"):
        shutil.rmtree(machines.pods[lost].volume(container))
    machines.start(lost)
    eventually(lambda: machines.roles() == FOLLOWED, "it follows, with an empty volume")
    with machines.sign_in(machines.primary(), "logger") as redis:
        kept = redis.get("handdraw:before")

    assert (kept, machines.primary() == lost, missing) == ("kept", False, {(lost, "redis"), (lost, "sentinel")})
