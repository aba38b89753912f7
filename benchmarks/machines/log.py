"""The log's ceiling: what one primary takes a second with a replica that must have each event, or without."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from redis import Redis

from benchmarks.accounts import Group
from benchmarks.logger.events import batch_body, make_batches
from benchmarks.logger.intake import MEDIA
from benchmarks.logger.memory import measure_archive
from benchmarks.logger.servers import run_logger, run_redis
from benchmarks.processes import wait_until

NEVER = "1000000000"
ROLLED = 1_000
ROLL_S = 600


@dataclass(frozen=True, slots=True)
class Servers:
    """``replica``: None where no other has to have an event."""

    logger_port: int
    logger: Group
    primary: Redis
    replica: Redis | None


@dataclass(frozen=True, slots=True)
class Ceiling:
    """Of one size of batches. CPU is an event's; ``memory`` and what goes over the network are bytes of an event."""

    events_s: float
    logger_us: float
    primary_us: float
    replica_us: float
    body: float
    memory: float
    received: float
    replicated: float


@dataclass(frozen=True, slots=True)
class Archived:
    """Bytes of an event."""

    segments: float
    index: float


@contextmanager
def run_servers(folder: Path, replicas: int) -> Iterator[Servers]:
    settings = {"LOGGER_HOT_EVENTS": NEVER, "LOGGER_REDIS_REPLICAS": str(replicas)}
    place = folder / f"replicas-{replicas}"
    (place / "replica").mkdir(parents=True)
    with run_redis(place) as primary:
        port = str(primary.connection_pool.connection_kwargs["port"])
        follows = ("--replicaof", "127.0.0.1", port, "--repl-diskless-sync-delay", "0")
        if not replicas:
            with run_logger(primary, place, **settings) as (logger_port, pid):
                yield Servers(logger_port, Group(f"logger-{pid}", (pid,)), primary, None)
            return
        with run_redis(place / "replica", *follows) as replica:
            wait_until(lambda: replica.info("replication").get("master_link_status") == "up", "the replica follows")
            with run_logger(primary, place, **settings) as (logger_port, pid):
                yield Servers(logger_port, Group(f"logger-{pid}", (pid,)), primary, replica)


def measure_ceiling(servers: Servers, batches: int, events: int, senders: int) -> Ceiling:
    """Send ``batches`` of so many events from each sender, who waits for a receipt before the next."""
    made = [[batch_body(batch) for batch in make_batches(batches, events, seed)] for seed in range(senders)]
    redis = [servers.primary, *([servers.replica] if servers.replica else [])]
    groups = [servers.logger, *(_group(one) for one in redis)]
    count = senders * batches * events
    before, spent = _read(servers.primary), [group.cpu_s() for group in groups]
    started = time.perf_counter()
    _send_all(servers.logger_port, made)
    taken_s = time.perf_counter() - started
    spent = [group.cpu_s() - was for group, was in zip(groups, spent, strict=True)]
    memory, received, replicated = (now - was for now, was in zip(_read(servers.primary), before, strict=True))
    logger_us, primary_us, *replica_us = (1e6 * seconds / count for seconds in spent)
    body = sum(len(one) for bodies in made for one in bodies) / count
    of_each = [amount / count for amount in (memory, received, replicated)]
    return Ceiling(count / taken_s, logger_us, primary_us, sum(replica_us), body, *of_each)


def measure_archived(folder: Path, events: int) -> Archived:
    """Let events move to the archive; made-up ones, whose ink is noise, and takes more than people's."""
    count = events // ROLLED * ROLLED
    with run_redis(folder) as redis:
        with run_logger(redis, folder, LOGGER_HOT_EVENTS=NEVER) as (port, _):
            for seed in range(count // ROLLED):
                _send(port, [batch_body(batch) for batch in make_batches(1, ROLLED, seed)])
        with run_logger(redis, folder, LOGGER_HOT_EVENTS="0", LOGGER_SEGMENT_EVENTS=str(ROLLED)):
            wait_until(lambda: redis.xlen("handdraw:log") == 0, "all events are archived", ROLL_S)
    segments, index = measure_archive(folder / "archive")
    return Archived(segments / count, index / count)


def _group(redis: Redis) -> Group:
    pid = int(redis.info("server")["process_id"])
    return Group(f"redis-{pid}", (pid,))


def _read(primary: Redis) -> tuple[int, int, int]:
    """Return what a primary's memory takes, what came over its network, and what went to replicas."""
    info = primary.info()
    return info["used_memory"], info["total_net_input_bytes"], info["total_net_repl_output_bytes"]


def _send_all(port: int, bodies: Sequence[Sequence[bytes]]) -> None:
    failed = list[BaseException]()

    def send(mine: Sequence[bytes]) -> None:
        try:
            _send(port, mine)
        except BaseException as error:  # noqa: BLE001 - whatever it is, a thread would keep it to itself
            failed.append(error)

    senders = [threading.Thread(target=send, args=(mine,)) for mine in bodies]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    if failed:
        raise SystemExit(str(failed[0]))


def _send(port: int, bodies: Sequence[bytes]) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    for body in bodies:
        connection.request("POST", "/v1/events", body, MEDIA)
        answer = connection.getresponse().read()
        if not answer.startswith(b'{"accepted":'):
            raise SystemExit(answer.decode())
    connection.close()
