"""Three real Redis, a primary and two replicas, and a Sentinel beside each: as on three machines."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from redis import Redis

from .processes import REDIS_SERVER, eventually, free_port, pings, redis_program, run_process

NAME = "log"
QUORUM = 2
CONFIGURATION = """
port {port}
bind 127.0.0.1
dir {folder}
sentinel monitor {name} 127.0.0.1 {primary} {quorum}
sentinel down-after-milliseconds {name} 500
sentinel failover-timeout {name} 3000
"""


class Machines(NamedTuple):
    """``address``: of the Sentinels, without a database. ``pids``: of the Redis, the first primary's first."""

    address: str
    ports: tuple[int, ...]
    pids: tuple[int, ...]


@contextmanager
def three_machines(folder: Path) -> Iterator[Machines]:
    ports, sentinels = [free_port() for _ in range(3)], [free_port() for _ in range(3)]
    with ExitStack() as stack:
        pids = []
        for number, port in enumerate(ports):
            place = folder / f"redis-{number}"
            place.mkdir()
            follows = {"replicaof": f"127.0.0.1 {ports[0]}"} if number else {}
            program = redis_program(place, port, repl_diskless_sync_delay="0", **follows)
            pids.append(stack.enter_context(program.running()).pid)
        eventually(_asks(ports[0], _has_replicas), "both replicas follow")
        for port in sentinels:
            place = folder / f"sentinel-{port}"
            place.mkdir()
            configuration = place / "sentinel.conf"
            configuration.write_text(
                CONFIGURATION.format(name=NAME, quorum=QUORUM, port=port, folder=place, primary=ports[0])
            )
            command = [REDIS_SERVER, str(configuration), "--sentinel"]
            stack.enter_context(run_process(command, place / "sentinel.log"))
        for port in sentinels:
            eventually(_asks(port, _knows_all), "the Sentinels know each other and both replicas")
        hosts = ",".join(f"127.0.0.1:{port}" for port in sentinels)
        yield Machines(f"redis+sentinel://{hosts}/{NAME}", tuple(ports), tuple(pids))


def _asks(port: int, question: Callable[[Redis], bool]) -> Callable[[], bool]:
    return partial(_ask, port, question)


def _ask(port: int, question: Callable[[Redis], bool]) -> bool:
    with Redis(port=port, decode_responses=True) as client:
        return pings(client) and question(client)


def _has_replicas(client: Redis) -> bool:
    info = client.info("replication")
    assert isinstance(info, dict)
    states = [info.get(f"slave{number}", {}).get("state") for number in range(2)]
    return states == ["online", "online"]


def _knows_all(client: Redis) -> bool:
    primary = client.sentinel_master(NAME)
    assert isinstance(primary, dict)
    return (primary["num-slaves"], primary["num-other-sentinels"]) == (2, 2)
