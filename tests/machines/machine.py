"""A machine of three: Redis, a Sentinel, a logger and a gateway, which die together and come back on the same disk."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import httpx
import pytest
from credentials import prepare
from redis import Redis
from redis.exceptions import RedisError

from ..buckets import S3, s3_server
from ..namespaces import OUTSIDE, address, cut, heal, inside, kill_all, wired_machines
from ..processes import (
    REDIS_SERVER,
    ROOT,
    Program,
    eventually,
    gateway_program,
    logger_program,
)

CLOCKS = [*Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")]
AHEAD_S = 5
"""The first machine's clock, where the library libfaketime is installed."""
SMALL_HOT_WINDOW = {"LOGGER_HOT_EVENTS": "100", "LOGGER_SEGMENT_EVENTS": "50"}
REDIS, SENTINEL, GATEWAY, LOGGER = 6379, 26379, 8000, 8001  # ports
ALL = (1, 2, 3)
NAME = "log"
ARCHIVE = "archive"
SENTINELS = f"redis+sentinel://logger@{','.join(map(address, ALL))}/{NAME}"
MACHINES = " ".join(f"{number}={address(number)}" for number in ALL)
LOOK_S = 0.2  # between two looks, so that they take little from those who work
PATIENCE_S = 2.0  # for one answer of a service, beside tests that have it in hand
QUICK_LOGGER = [sys.executable, str(Path(__file__).with_name("quick_logger.py"))]
SCRIPTS = ROOT / "deploy" / "swarm"
PASSWORDS = {"sentinel": "sentinel-password", "logger": "logger-redis-password"}
"""By account, the file that has it."""


@dataclass
class Machine:
    """``programs``: by name, of which ``processes`` run."""

    number: int
    secrets: Path
    programs: dict[str, Program]
    processes: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start what does not run: some of its programs, or all."""
        for name in names or self.programs:
            if name not in self.processes:
                program = self.programs[name]
                environment = {**os.environ, **program.environment}
                with inside(self.number), program.log.open("ab") as log:
                    self.processes[name] = subprocess.Popen(
                        program.command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
                    )

    def kill(self, name: str) -> None:
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def lose_power(self) -> None:
        """Nothing runs a moment longer, and nobody is told."""
        cut(self.number)
        kill_all(self.number)
        for process in self.processes.values():
            process.wait()
        self.processes.clear()

    def get(
        self, port: int, path: str, accept: str = "application/json", patience_s: float = PATIENCE_S
    ) -> httpx.Response | None:
        """Return a service's answer to a caller on the machine itself; None if there is none."""
        url, headers = f"http://{address(self.number)}:{port}{path}", {"Accept": accept}
        with inside(self.number):
            try:
                return httpx.get(url, headers=headers, trust_env=False, timeout=patience_s)
            except httpx.HTTPError:
                return None

    def is_ready(self, port: int) -> bool:
        answer = self.get(port, "/readyz")
        return answer is not None and answer.is_success

    def ask_redis(self, port: int, question: Callable[[Redis], bool], account: str = "sentinel") -> bool:
        """Return what a Redis or a Sentinel of this machine says of itself; False if it says nothing."""
        password = (self.secrets / PASSWORDS[account]).read_text().strip()
        url = f"redis://{account}:{password}@{address(self.number)}:{port}"
        with inside(self.number), Redis.from_url(url, decode_responses=True, socket_timeout=1) as client:
            try:
                return question(client)
            except RedisError:
                return False

    def has_both_replicas(self) -> bool:
        """Say whether its Redis is a primary that two others follow."""
        return self.ask_redis(REDIS, _has_both_replicas)

    def knows_both_replicas(self) -> bool:
        """Say whether its Sentinel has heard of both: else it could make none of them the primary."""
        return self.ask_redis(SENTINEL, lambda client: len(client.sentinel_slaves(NAME)) == len(ALL) - 1)

    def sees_another_primary(self) -> bool:
        """Say whether its Sentinel knows of a primary elsewhere, or of a replica that is none."""
        return self.ask_redis(SENTINEL, partial(_sees_another_primary, address(self.number)))


@dataclass(frozen=True)
class Machines:
    """``bucket``: with their archive, outside of them."""

    by_number: dict[int, Machine]
    bucket: S3

    def __getitem__(self, number: int) -> Machine:
        return self.by_number[number]

    def __iter__(self) -> Iterator[Machine]:
        return iter(self.by_number.values())

    def primary(self, said_by: Sequence[int] = ALL) -> Machine:
        """Return the machine of the primary that most of these machines' Sentinels name. Waits until they agree."""
        agreed: list[str] = []

        def agree() -> bool:
            agreed[:] = {said for number in said_by for said in self._named_by(number)}
            return len(agreed) == 1

        eventually(agree, f"the Sentinels of {said_by} agree", pause_s=LOOK_S)
        return next(machine for machine in self if address(machine.number) == agreed[0])

    def _named_by(self, number: int) -> list[str]:
        said: list[str] = []

        def ask(client: Redis) -> bool:
            found = client.sentinel_get_master_addr_by_name(NAME)
            said.append(str(found and found[0]))  # type: ignore[index]
            return True

        return said if self[number].ask_redis(SENTINEL, ask) else [f"nothing by {number}"]

    def revive(self, number: int) -> None:
        """Give a machine its power back."""
        heal(number)
        self[number].start()

    def wait_until_replicated(self) -> None:
        eventually(lambda: self.primary().has_both_replicas(), "two replicas follow the primary", pause_s=LOOK_S)

    def wait_until_whole(self) -> None:
        """Wait until every service is ready, and both replicas follow: one failure is over then."""
        self.wait_until_replicated()
        for machine in self:
            for port in (LOGGER, GATEWAY):
                eventually(
                    partial(machine.is_ready, port), f"{address(machine.number)}:{port} is ready", pause_s=LOOK_S
                )


@contextmanager
def three_machines(folder: Path, **settings: str) -> Iterator[Machines]:
    """Run them until the block ends, the primary on the first. ``settings``: of loggers and gateways."""
    with three_idle_machines(folder, **settings) as machines:
        for name in ("redis", "sentinel", "logger", "gateway"):
            for machine in machines:
                machine.start(name)
        machines.wait_until_whole()
        yield machines


@contextmanager
def three_idle_machines(folder: Path, **settings: str) -> Iterator[Machines]:
    """Make them, to be started, until the block ends."""
    if shutil.which("redis-cli") is None:
        pytest.skip("what runs Redis and Sentinels on machines needs redis-cli")
    _make_secrets(folder / "secrets")
    with wired_machines(len(ALL)), s3_server(folder, host=address(OUTSIDE)) as bucket:
        archive = {"LOGGER_ARCHIVE_URL": bucket.url(ARCHIVE), **bucket.environment("LOGGER"), **SMALL_HOT_WINDOW}
        machines = Machines({number: _machine(folder, number, archive | settings) for number in ALL}, bucket)
        try:
            yield machines
        finally:
            for machine in machines:
                machine.lose_power()


def _make_secrets(folder: Path) -> None:
    prepare(folder, {})
    for name in ("redis", "sentinel"):
        shutil.copy(folder / f"{name}-conf", folder / f"{name}.conf")  # as they are called where they are mounted


def _has_both_replicas(client: Redis) -> bool:
    role = client.role()
    return role[0] == "master" and len(role[2]) == len(ALL) - 1


def _sees_another_primary(here: str, client: Redis) -> bool:
    named, replicas = client.sentinel_master(NAME), client.sentinel_slaves(NAME)
    return named["ip"] != here or any(one["role-reported"] == "master" for one in replicas)  # type: ignore[index]


def _clock(number: int) -> dict[str, str]:
    if number != ALL[0] or not CLOCKS:
        return {}
    return {"LD_PRELOAD": str(CLOCKS[0]), "FAKETIME": f"+{AHEAD_S}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def _machine(folder: Path, number: int, settings: dict[str, str]) -> Machine:
    here, place, secrets = address(number), folder / f"machine-{number}", folder / "secrets"
    place.mkdir()
    clock, exposed = _clock(number), {"HOST": here, "ALLOWED_HOSTS": here, "PUBLISHED": "loopback"}
    log = {f"LOGGER_{name}": value for name, value in exposed.items()}
    log |= {"LOGGER_REDIS_URL": f"{SENTINELS}/0", "LOGGER_REDIS_REPLICAS": "1", "LOGGER_REDIS_TIMEOUT_S": "2"}
    log |= {"LOGGER_REDIS_PASSWORD_FILE": str(secrets / "logger-redis-password"), "LOGGER_LOG_LEVEL": "warning"}
    gate = {f"INFERENCE_{name}": value for name, value in exposed.items()}
    gate |= {"INFERENCE_LOGGER_URL": f"http://{here}:{LOGGER}", "INFERENCE_LOG_LEVEL": "warning"}
    programs = {
        "redis": _script(place / "redis", number, secrets),
        "sentinel": _script(place / "sentinel", number, secrets),
        "logger": replace(logger_program(place, LOGGER, 0, **(log | clock | settings)), command=QUICK_LOGGER),
        "gateway": gateway_program(place, GATEWAY, 0, **(gate | clock | settings)),
    }
    return Machine(number, secrets, programs)


def _script(place: Path, number: int, secrets: Path) -> Program:
    """Return what runs Redis or a Sentinel on several machines. ``place``: its volume."""
    place.mkdir()
    server = place.parent / "programs" / "redis-server"
    server.parent.mkdir(exist_ok=True)
    clock = " ".join(f"{name}={value}" for name, value in _clock(number).items())
    server.write_text(f'#!/bin/sh\n{clock} exec {REDIS_SERVER} "$@"\n')
    server.chmod(0o755)
    told = {"NODE": str(number), "MACHINES": MACHINES, "MAXMEMORY": "256mb", "SECRETS": str(secrets)}
    command = ["env", f"--chdir={place}", "sh", str(SCRIPTS / f"{place.name}.sh")]
    return Program(command, place.with_suffix(".log"), told | {"PATH": f"{server.parent}:{os.environ['PATH']}"})
