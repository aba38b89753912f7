"""A machine of three: Redis, a Sentinel, a logger and a gateway, which die together and come back on the same disk."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import httpx
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
    redis_program,
)

CLOCKS = [*Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")]
AHEAD_S = 5
"""The first machine's clock, where the library libfaketime is installed."""
SMALL_HOT_WINDOW = {"LOGGER_HOT_EVENTS": "100", "LOGGER_SEGMENT_EVENTS": "50"}
REDIS, SENTINEL, GATEWAY, LOGGER = 6379, 26379, 8000, 8001  # ports
ALL = (1, 2, 3)
NAME = "log"
ARCHIVE = "archive"
SENTINELS = f"redis+sentinel://{','.join(map(address, ALL))}/{NAME}"
LOOK_S = 0.2  # between two looks, so that they take little from those who work
PATIENCE_S = 2.0  # for one answer of a service, beside tests that have it in hand
QUICKLY = {"info-period": 500, "publish-period": 500}
"""In ms; else a Sentinel looks every 10 s, speaks every 2, and makes a replica of a primary that comes back in 8."""
QUICK_LOGGER = [sys.executable, str(Path(__file__).with_name("quick_logger.py"))]
CONFIGURATION = "redis.conf"
SENTINEL_CONFIGURATION = """
port {port}
bind {address}
protected-mode no
dir {folder}
sentinel monitor {name} {primary} {redis} 2
sentinel down-after-milliseconds {name} 1000
sentinel failover-timeout {name} 3000
"""


@dataclass
class Machine:
    """``programs``: by name, of which ``processes`` run."""

    number: int
    folder: Path
    programs: dict[str, Program]
    processes: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)

    def start(self, *names: str) -> None:
        """Start what does not run: some of its programs, or all."""
        for name in names or self.programs:
            if name not in self.processes:
                program = self.programs[name]
                environment = {**os.environ, **_clock(self.number), **program.environment}
                with inside(self.number), program.log.open("ab") as log:
                    self.processes[name] = subprocess.Popen(
                        program.command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
                    )
        if "sentinel" in self.processes:
            eventually(self._hurry, "the Sentinel answers")

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

    def ask_redis(self, port: int, question: "Callable[[Redis], bool]") -> bool:
        """Return what a Redis or a Sentinel of this machine says of itself; False if it says nothing."""
        with inside(self.number), Redis(address(self.number), port, decode_responses=True, socket_timeout=1) as client:
            try:
                return question(client)
            except RedisError:
                return False

    def sees_all_well(self) -> bool:
        """Say whether its Sentinel sees a primary with two replicas that follow it, and two other Sentinels."""
        return self.ask_redis(SENTINEL, _sees_all_well)

    def _hurry(self) -> bool:
        words = [str(word) for pair in QUICKLY.items() for word in pair]
        return self.ask_redis(SENTINEL, lambda client: bool(client.execute_command("SENTINEL", "DEBUG", *words)))  # type: ignore[no-untyped-call]


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

    def revive(self, number: int, primary: str) -> None:
        """Give a machine its power back. Its Redis starts as a replica: what runs it asks the Sentinels first."""
        machine = self[number]
        (machine.folder / CONFIGURATION).write_text(f"replicaof {primary} {REDIS}\n")
        heal(number)
        machine.start()

    def wait_until_whole(self) -> None:
        """Wait until every service is ready, and every Sentinel has seen what is: one failure is over then."""
        for machine in self:
            eventually(
                machine.sees_all_well, f"Sentinel {machine.number} sees two replicas that follow", pause_s=LOOK_S
            )
            for port in (LOGGER, GATEWAY):
                eventually(
                    partial(machine.is_ready, port), f"{address(machine.number)}:{port} is ready", pause_s=LOOK_S
                )


@contextmanager
def three_machines(folder: Path, **settings: str) -> Iterator[Machines]:
    """Run them until the block ends, the primary on the first. ``settings``: of loggers and gateways."""
    with wired_machines(len(ALL)), s3_server(folder, host=address(OUTSIDE)) as bucket:
        archive = {"LOGGER_ARCHIVE_URL": bucket.url(ARCHIVE), **bucket.environment("LOGGER"), **SMALL_HOT_WINDOW}
        made = {number: _machine(folder / f"machine-{number}", number, archive | settings) for number in ALL}
        machines = Machines(made, bucket)
        try:
            for name in ("redis", "sentinel", "logger", "gateway"):
                for machine in machines:
                    machine.start(name)
            machines.wait_until_whole()
            yield machines
        finally:
            for machine in machines:
                machine.lose_power()


def _clock(number: int) -> dict[str, str]:
    if number != ALL[0] or not CLOCKS:
        return {}
    return {"LD_PRELOAD": str(CLOCKS[0]), "FAKETIME": f"+{AHEAD_S}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def _machine(place: Path, number: int, settings: dict[str, str]) -> Machine:
    here = address(number)
    place.mkdir()
    exposed = {"HOST": here, "ALLOWED_HOSTS": here, "PUBLISHED": "loopback", "LOG_LEVEL": "warning"}
    log = {"LOGGER_REDIS_URL": f"{SENTINELS}/0", "LOGGER_REDIS_REPLICAS": "1", "LOGGER_REDIS_TIMEOUT_S": "2"}
    log |= {f"LOGGER_{name}": value for name, value in exposed.items()}
    gate = {f"INFERENCE_{name}": value for name, value in exposed.items()}
    gate["INFERENCE_LOGGER_URL"] = f"http://{here}:{LOGGER}"
    programs = {
        "redis": _redis(place, number),
        "sentinel": _sentinel(place, number),
        "logger": replace(logger_program(place, LOGGER, 0, **(log | settings)), command=QUICK_LOGGER),
        "gateway": gateway_program(place, GATEWAY, 0, **(gate | settings)),
    }
    return Machine(number, place, programs)


def _redis(place: Path, number: int) -> Program:
    """It remembers in its file whom it follows, as Sentinels tell it to."""
    configuration = place / CONFIGURATION
    configuration.write_text("" if number == ALL[0] else f"replicaof {address(ALL[0])} {REDIS}\n")
    quick = {"repl_diskless_sync_delay": "0", "repl_timeout": "5", "repl_ping_replica_period": "1"}
    program = redis_program(place, REDIS, bind=address(number), protected_mode="no", **quick)
    return replace(program, command=[REDIS_SERVER, str(configuration), *program.command[1:]])


def _sentinel(place: Path, number: int) -> Program:
    configuration = place / "sentinel.conf"
    known = {"name": NAME, "primary": address(ALL[0]), "redis": REDIS}
    configuration.write_text(
        SENTINEL_CONFIGURATION.format(port=SENTINEL, address=address(number), folder=place, **known)
    )
    return Program([REDIS_SERVER, str(configuration), "--sentinel"], place / "sentinel.log", {})


def _sees_all_well(client: Redis) -> bool:
    primary, replicas = client.sentinel_master(NAME), client.sentinel_slaves(NAME)
    states = [(one["flags"], one["role-reported"], one["master-link-status"]) for one in replicas]
    well = ("master", len(ALL) - 1)
    return (primary["flags"], primary["num-other-sentinels"]) == well and states == [("slave", "slave", "ok")] * 2  # type: ignore[index]
