"""Three real Redis, a primary and two replicas, and a Sentinel beside each: as on three machines."""

import socketserver
import threading
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


@contextmanager
def lying_sentinel(named: int) -> Iterator[str]:
    """Run what speaks as a Sentinel does and names another Redis of this machine as the primary; yield its address."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _LyingSentinel) as server:
        server.daemon_threads = True
        server.named = named  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.1,))
        thread.start()
        try:
            yield f"redis+sentinel://127.0.0.1:{server.server_address[1]}/{NAME}"
        finally:
            server.shutdown()
            thread.join()


class _LyingSentinel(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        while words := self._read_command():
            answers = {b"MASTERS": _masters(self.server.named), b"REPLICAS": b"*0\r\n"}  # type: ignore[attr-defined]
            self.wfile.write(next((said for word, said in answers.items() if word in words), b"+OK\r\n"))

    def _read_command(self) -> list[bytes]:
        count = self.rfile.readline()
        if not count:
            return []
        return [self.rfile.read(int(self.rfile.readline()[1:]) + 2)[:-2].upper() for _ in range(int(count[1:]))]


def _masters(port: int) -> bytes:
    state = {"name": NAME, "ip": "127.0.0.1", "port": port, "flags": "master", "num-other-sentinels": 2, "quorum": 2}
    words = [str(word) for pair in state.items() for word in pair]
    bulk = "".join(f"${len(word)}\r\n{word}\r\n" for word in words)
    return f"*1\r\n%{len(state)}\r\n{bulk}".encode()
