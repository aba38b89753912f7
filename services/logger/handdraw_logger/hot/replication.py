"""Waiting until replicas of Redis have what was written: an event is acknowledged only where two machines have it."""

from collections.abc import Awaitable, Sequence
from typing import Final, cast

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.commands.core import AsyncScript

from handdraw_logger.errors import StoreUnavailable

SHARE: Final = 0.25
"""Of the time that Redis may take to answer, for each of two waits; the rest is for all else."""
KNOWS_WAITAOF: Final = (7, 2)  # every Valkey says that it is at least this


class Replication:
    """``replicas``: how many must have a write, on their disks where the server can tell."""

    def __init__(self, redis: Redis, replicas: int = 0, timeout_s: float = 5) -> None:
        self._redis = redis
        self._replicas = replicas
        self._wait_ms = int(timeout_s * SHARE * 1000)
        self._syncs: bool | None = None

    async def run(
        self,
        script: AsyncScript,
        keys: Sequence[str],
        arguments: Sequence[str | bytes | int],
        cleared: Sequence[str] = (),
    ) -> object:
        """Run a script that writes, then remove what is to be ``cleared``, and return the script's answer.

        Raises StoreUnavailable where too few replicas have that in time. Whoever asked has to ask again: it may be
        lost yet, though it is found here.
        """
        if not self._replicas and not cleared:
            return await script(keys=keys, args=arguments)
        async with self._redis.pipeline(transaction=False) as pipeline:  # within a transaction nothing waits
            await script(keys=keys, args=arguments, client=pipeline)
            if cleared:
                pipeline.delete(*cleared)
            if self._replicas:
                await self._wait_behind(pipeline)
            answer, *_, last = await pipeline.execute()
        if self._replicas:
            self._check(last[-1] if self._syncs else last)
        return cast("object", answer)

    def _check(self, reached: int) -> None:
        if reached < self._replicas:
            raise StoreUnavailable(f"Redis: {reached} of {self._replicas} replicas have what was written, in time")

    async def _wait_behind(self, pipeline: Pipeline) -> None:
        if self._syncs is None:
            info = await cast("Awaitable[dict[str, object]]", self._redis.info("server"))
            version = str(info["redis_version"]).split(".")
            self._syncs = tuple(map(int, version[:2])) >= KNOWS_WAITAOF
        pipeline.wait(self._replicas, self._wait_ms)
        if self._syncs:  # behind WAIT: asked alone, a replica tells of its disk only with its next sign of life, in 1 s
            pipeline.waitaof(1, self._replicas, self._wait_ms)
