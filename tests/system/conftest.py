"""The real processes, Valkey, logger and gateway, on free ports, once for all tests that do them no harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from ..processes import eventually, free_port, gateway, logger, redis, reporter


@dataclass(frozen=True)
class Stack:
    gateway: httpx.Client
    logger: httpx.Client
    gateway_pid: int

    def classify(self, png: bytes, **query: str) -> dict[str, Any]:
        headers = {"Content-Type": "image/png"}
        response = self.gateway.post("/v1/classify", content=png, headers=headers, params=query)
        answer: dict[str, Any] = response.raise_for_status().json()
        return answer

    def find_event(self, event_id: str) -> dict[str, Any] | None:
        response = self.logger.get(f"/v1/events/{event_id}")
        found: dict[str, Any] | None = response.json() if response.is_success else None
        return found

    def wait_until_logged(self, *event_ids: str) -> None:
        eventually(lambda: all(map(self.find_event, event_ids)), f"{len(event_ids)} events are in the log")


@dataclass(frozen=True)
class Chain:
    """The stack, and the reporter behind it."""

    stack: Stack
    reporter: httpx.Client

    def report(self, **wanted: Any) -> dict[str, Any]:
        """Ask for a report, and return it once it is written."""
        asked = self.reporter.post("/v1/reports", json=wanted).raise_for_status()
        location = asked.headers["Location"]
        eventually(lambda: self.status(location) in ("done", "failed"), "the report is written")
        report: dict[str, Any] = self.reporter.get(location).json()
        return report

    def status(self, location: str) -> str:
        return str(self.reporter.get(location).json()["status"])


@contextmanager
def running_chain(folder: Path, **settings: str) -> Iterator[Chain]:
    """Run the whole chain; ``settings`` are the reporter's."""
    redis_port, logger_port, gateway_port, reporter_port = (free_port() for _ in range(4))
    with (
        redis(folder, redis_port),
        logger(folder, logger_port, redis_port),
        gateway(folder, gateway_port, logger_port) as process,
        reporter(folder, reporter_port, redis_port, logger_port, gateway_port, **settings),
        client(gateway_port) as to_gateway,
        client(logger_port) as to_logger,
        client(reporter_port) as to_reporter,
    ):
        yield Chain(Stack(to_gateway, to_logger, process.pid), to_reporter)


def client(port: int) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder: Path = tmp_path_factory.mktemp("stack")
    redis_port, logger_port, gateway_port = free_port(), free_port(), free_port()
    with (
        redis(folder, redis_port),
        logger(folder, logger_port, redis_port),
        gateway(folder, gateway_port, logger_port) as process,
        client(gateway_port) as to_gateway,
        client(logger_port) as to_logger,
    ):
        yield Stack(to_gateway, to_logger, process.pid)
