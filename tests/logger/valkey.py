"""A real Valkey, which speaks Redis's protocol and keeps its file in a folder."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from redis import Redis

from handdraw_logger.hot.connection import connect
from handdraw_logger.hot.store import Store

from ..processes import eventually, pings, redis


def url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


@contextmanager
def valkey(folder: Path, port: int) -> Iterator[int]:
    """Run a Valkey, and yield its process id once it answers."""
    with redis(folder, port) as process, Redis.from_url(url(port)) as client:
        eventually(lambda: process.poll() is not None or pings(client), "Valkey answers")
        assert process.poll() is None, (folder / "redis.log").read_text()
        yield process.pid


@asynccontextmanager
async def store_on(redis_url: str) -> AsyncIterator[Store]:
    async with connect(redis_url, None, timeout_s=5) as redis:
        yield Store(redis)
