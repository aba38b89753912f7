"""The whole chain of real processes, each of whose services wants keys, and shows its own to the next."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from handdraw_chassis.keys.__main__ import add

from .processes import (
    Program,
    answers,
    eventually,
    free_port,
    gateway_program,
    logger_program,
    redis_program,
    reporter_programs,
)

OWN = {"gateway": "classify", "logger": "write-events", "reporter": "reports"}
"""What a key needs to change anything at each service."""
PREFIX = {"gateway": "INFERENCE", "logger": "LOGGER", "reporter": "REPORTER"}
PAIRS = {
    "gateway-logger": ("logger", "write-events"),
    "reporter-logger": ("logger", "read"),
    "worker-logger": ("logger", "read"),
    "reporter-gateway": ("gateway", "read"),
}
"""Who shows a key to whom, and what it needs there."""


@dataclass(frozen=True)
class KeyedChain:
    """``keys``: by service and the one scope that a key has there. What each process wrote lies in ``folder``."""

    folder: Path
    urls: Mapping[str, str]
    keys: Mapping[tuple[str, str], str]

    def keys_file(self, service: str) -> Path:
        return self.folder / f"{service}.keys"

    def key_file(self, pair: str) -> Path:
        return self.folder / f"{pair}.key"

    def client(self, service: str, key: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=self.urls[service], headers=headers, trust_env=False, timeout=30)

    def degraded(self, service: str) -> list[str]:
        said = httpx.get(f"{self.urls[service]}/readyz", trust_env=False).json()
        return [one["reason"] for one in said["degraded"]]


def make_keys(folder: Path) -> dict[tuple[str, str], str]:
    made = {}
    for service, own in OWN.items():
        for scope in ("read", own):
            made[service, scope] = add(folder / f"{service}.keys", scope, [scope])
    for pair, (service, scope) in PAIRS.items():
        key = add(folder / f"{service}.keys", pair, [scope])
        (folder / f"{pair}.key").write_text(f"{key}\n")
    return made


@contextmanager
def running_keyed_chain(folder: Path) -> Iterator[KeyedChain]:
    made = make_keys(folder)
    redis_port, logger_port, gateway_port, reporter_port = (free_port() for _ in range(4))
    ports = {"logger": logger_port, "gateway": gateway_port, "reporter": reporter_port}
    chain = KeyedChain(folder, {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}, made)
    with ExitStack() as stack:
        for program in _programs(chain, redis_port, ports):
            stack.enter_context(program.running())
        for url in chain.urls.values():
            eventually(lambda url=url: answers(f"{url}/readyz"), f"{url} is ready")  # type: ignore[misc]
        yield chain


def _programs(chain: KeyedChain, redis_port: int, ports: Mapping[str, int]) -> tuple[Program, ...]:
    """Reporter and worker show the logger different keys, so that one may be locked out alone."""
    folder, wants = chain.folder, {f"{PREFIX[name]}_API_KEYS_FILE": str(chain.keys_file(name)) for name in OWN}
    shows = {
        "INFERENCE_LOGGER_KEY_FILE": str(chain.key_file("gateway-logger")),
        "REPORTER_LOGGER_KEY_FILE": str(chain.key_file("reporter-logger")),
        "REPORTER_GATEWAY_KEY_FILE": str(chain.key_file("reporter-gateway")),
    }
    settings = wants | shows
    at, log, reads = ports["reporter"], ports["logger"], ports["gateway"]
    reporter, _ = reporter_programs(folder, at, redis_port, log, reads, **settings)
    alone = settings | {"REPORTER_LOGGER_KEY_FILE": str(chain.key_file("worker-logger"))}
    _, worker = reporter_programs(folder, at, redis_port, log, reads, **alone)
    return (
        redis_program(folder, redis_port),
        logger_program(folder, ports["logger"], redis_port, **settings),
        gateway_program(folder, ports["gateway"], ports["logger"], **settings),
        reporter,
        worker,
    )
