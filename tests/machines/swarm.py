"""Three machines as a Docker Swarm, deployed as `make swarm` does, to be killed and cut off.

``HANDDRAW_MACHINES`` names the program that makes them: Docker engines in network namespaces hd1 to hd3, at 10.77.0.1
to 10.77.0.3, joined into a Swarm of managers. It understands `up COUNT`, `load IMAGE…`, `docker N ARGUMENTS…`, `kill N`
(as a machine that loses power), `revive N`, `cut N` (from the others), `heal N` and `down`.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
from redis import Redis
from redis.exceptions import RedisError

from ..buckets import S3, s3_server
from ..processes import ROOT, eventually
from .swarm_callers import Caller

PROGRAM = os.environ.get("HANDDRAW_MACHINES", "")
NUMBERS = (1, 2, 3)
IMAGES = ("handdraw/inference", "handdraw/logger", "handdraw/reporter", "redis:7.4-bookworm")
BRIDGE = "10.77.0.254"  # this machine, as those three see it
SETTINGS = {
    "INFERENCE_WORKERS": "1",
    "HANDDRAW_CPUS": "1",
    "HANDDRAW_REDIS_MEMORY": "256mb",
    "LOGGER_HOT_EVENTS": "300",  # so that the archive is rolled all the while
    "LOGGER_SEGMENT_EVENTS": "200",
    "REPORTER_PERIOD_S": "30",
}
PATIENCE_S = 180


def why_not() -> str:
    """Return why these machines cannot be had here, "" if they can."""
    if not PROGRAM:
        return "HANDDRAW_MACHINES names no program that makes machines: make test-machines MACHINES=/path"
    if os.geteuid() != 0:
        return "machines are network namespaces: needs root"
    if missing := [tool for tool in ("docker", "ip", "nsenter") if not shutil.which(tool)]:
        return f"{missing[0]} is missing"
    if not _succeeds("docker", "info"):
        return "no Docker engine answers"
    if not _succeeds("ip", "link", "add", "handdraw-probe", "type", "vxlan", "id", "77", "dstport", "4799"):
        return "the kernel has no vxlan"
    _succeeds("ip", "link", "delete", "handdraw-probe")
    return ""


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def address(number: int) -> str:
    return f"10.77.0.{number}"


def namespace(number: int) -> Path:
    return Path(f"/run/netns/hd{number}")


class Swarm:
    """``key``: opens what people may do. ``callers``: all who ever drew there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.bucket: dict[str, str] = {}
        self.callers: list[Caller] = []
        self.secrets = folder / "secrets"
        shim = folder / "bin" / "docker"
        shim.parent.mkdir()
        shim.write_text(f'#!/bin/sh\nPATH={os.environ["PATH"]} exec {PROGRAM} docker 1 "$@"\n')
        shim.chmod(0o755)

    @property
    def key(self) -> str:
        return (self.secrets / "operator-key").read_text().strip()

    def call(self, *words: str) -> str:
        done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        return done.stdout

    def docker(self, number: int, *words: str) -> str:
        return self.call("docker", str(number), *words)

    def deploy(self, *arguments: str, **settings: str) -> None:
        """Run `make swarm` on the first machine."""
        code, said = self._run(*arguments, **settings)
        assert code == 0, said

    def try_to_deploy(self, **settings: str) -> str:
        """Return what it says where it cannot."""
        code, said = self._run(**settings)
        assert code == 1, said
        return said

    def tasks(self, service: str) -> str:
        return self.docker(1, "service", "ps", "--format", "{{.CurrentState}}", f"handdraw_{service}")

    def _run(self, *arguments: str, **settings: str) -> tuple[int, str]:
        up = [sys.executable, str(ROOT / "deploy" / "swarm" / "up.py"), "--secrets", str(self.secrets), *arguments]
        path = {"PATH": f"{self._folder / 'bin'}:{os.environ['PATH']}"}
        done = subprocess.run(
            ["nsenter", f"--net={namespace(1)}", *up],
            env=os.environ | SETTINGS | self.bucket | settings | path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def keep_in(self, s3: S3) -> None:
        self.bucket = {
            **s3.environment("LOGGER"),
            **s3.environment("REPORTER"),
            "LOGGER_ARCHIVE_URL": s3.url("archive"),
            "REPORTER_REPORTS_URL": s3.url("reports"),
        }

    def end(self) -> None:
        """Take all of it away, containers first: machines that go while these live leave them behind."""
        with suppress(AssertionError):
            self.docker(1, "stack", "rm", "handdraw")
            for number in NUMBERS:
                eventually(lambda n=number: not self.docker(n, "ps", "-q"), "no container lives", PATIENCE_S, 0.5)  # type: ignore[misc]
        self.call("down")

    def containers(self, number: int, service: str) -> list[str]:
        return self.docker(number, "ps", "-q", "--filter", f"name=handdraw_{service}").split()

    def primary(self) -> int:
        """Return the machine that a Sentinel says has the primary."""
        for number in NUMBERS:
            with suppress(RedisError), _sentinel(number) as sentinel:
                host, _ = sentinel.execute_command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "log")
                return int(host.rpartition(".")[2])
        raise AssertionError("no Sentinel answers")

    def wait_until_whole(self) -> str:
        """Return what was the last thing that was not as it should be."""
        last = "nothing"

        def is_whole() -> bool:
            nonlocal last
            faults = [f"machine {number}: {fault}" for number in NUMBERS for fault in self.faults(number)]
            last = faults[0] if faults else last
            return not faults

        eventually(is_whole, "all machines are well", PATIENCE_S, 0.5)
        return last

    def faults(self, number: int) -> Iterator[str]:
        """Yield what is wrong with a machine's gateway and logger, and with the replicas that its Sentinel knows."""
        for port in (8000, 8001):
            try:
                told = httpx.get(f"http://{address(number)}:{port}/readyz", trust_env=False, timeout=5).json()
            except (httpx.HTTPError, ValueError) as error:
                yield f"{port} {error!r}"
            else:
                if told["status"] != "ready" or told["degraded"]:
                    yield f"{port} {told['status']} {told['degraded']}"
        try:
            with _sentinel(number) as sentinel:
                replicas = sentinel.sentinel_slaves("log")
        except RedisError as error:
            yield f"Sentinel {error!r}"
        else:
            states = [(one["flags"], one["master-link-status"]) for one in replicas]
            if states != [("slave", "ok")] * 2:
                yield f"replicas {states}"

    def logged(self) -> list[str]:
        """Return the ids of all classifications in the log, in its order."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept": "application/x-ndjson"}
        with httpx.Client(headers=headers, trust_env=False, timeout=60) as client:
            answer = client.get(f"http://{address(1)}:8001/v1/events?outcome=classified").raise_for_status()
        return [json.loads(line)["event"]["id"] for line in answer.text.splitlines()]

    def windows(self, number: int) -> list[tuple[str | None, str | None]]:
        """Return where each scheduled report's window begins and ends, the first one first, as one reporter says."""
        headers = {"Authorization": f"Bearer {self.key}"}
        url = f"http://{address(number)}:8002/v1/reports?limit=200"
        listed = httpx.get(url, headers=headers, trust_env=False, timeout=30).raise_for_status().json()["reports"]
        found = sorted((one["id"], one["window"]) for one in listed if one["scheduled"])
        return [(window["after"], window["upto"]) for _, window in found]

    def count(self) -> int:
        """Return how many events the log has, -1 where nobody says so."""
        headers = {"Authorization": f"Bearer {self.key}"}
        with suppress(httpx.HTTPError, ValueError, KeyError):
            url = f"http://{address(1)}:8001/v1/stats"
            return int(httpx.get(url, headers=headers, trust_env=False, timeout=10).json()["events"])
        return -1


def _sentinel(number: int) -> Redis:
    return Redis(address(number), 26379, socket_timeout=2, socket_connect_timeout=2, decode_responses=True)


@contextmanager
def three_machines(folder: Path) -> Iterator[Swarm]:
    swarm = Swarm(folder)
    subprocess.run(
        ["docker", "compose", "build", "--quiet", "inference", "logger", "reporter"],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    try:
        swarm.call("up", str(len(NUMBERS)))
        swarm.call("load", *IMAGES)
        with s3_server(folder, host=BRIDGE) as s3:
            swarm.keep_in(s3)
            swarm.deploy("--label")
            swarm.wait_until_whole()
            yield swarm
    finally:
        swarm.end()
