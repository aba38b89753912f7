"""Waiting until replicas of Redis have what was written: an event is acknowledged only where two machines have it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, cast

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.commands.core import AsyncScript

from handdraw_logger.hot.successors import Successors, ask_sentinel, require

SHARE: Final = 0.25
"""Of the time that Redis may take to answer, for each of two waits; the rest is for all else."""
KNOWS_WAITAOF: Final = (7, 2)  # every Valkey says that it is at least this


class Replication:
    """``replicas``: how many must have a write, on their disks where the server can tell.

    Each that may be the next primary must have it as well, in its memory: a Sentinel that takes the primary for dead,
    or is told to, asks nobody who has acknowledged what.
    """

    def __init__(self, redis: Redis, replicas: int = 0, timeout_s: float = 5) -> None:
        self._redis = redis
        self._replicas = replicas
        self._wait_ms = int(timeout_s * SHARE * 1000)
        self._successors = Successors(replicas, self._wait_ms)
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
            return await self._execute(pipeline)

    async def settle(self, question: Callable[[Pipeline], object], mark: str) -> object:
        """Return what is asked, once so many replicas have all that the answer stands on.

        ``mark``: a key that is written for it, since nothing waits for what others wrote. Raises StoreUnavailable.
        """
        async with self._redis.pipeline(transaction=False) as pipeline:
            question(pipeline)
            if self._replicas:
                pipeline.set(mark, "")
            return await self._execute(pipeline)

    async def _execute(self, pipeline: Pipeline) -> object:
        """Return the first command's answer once replicas have what was written."""
        if not self._replicas:
            return cast("object", (await pipeline.execute())[0])
        known = await ask_sentinel(self._redis)
        self._successors.wait_behind(pipeline, known)
        if await self._knows_disks():  # behind WAIT: asked alone, a replica tells of its disk only once a second
            pipeline.waitaof(1, self._replicas, self._wait_ms)
        answers = await pipeline.execute()
        if self._syncs:
            require(answers.pop()[-1], self._replicas)
        self._successors.check(known, *answers[-2:])
        return cast("object", answers[0])

    async def _knows_disks(self) -> bool:
        """Ask the server's version, once."""
        if self._syncs is None:
            info = await cast("Awaitable[dict[str, object]]", self._redis.info("server"))
            version = str(info["redis_version"]).split(".")
            self._syncs = tuple(map(int, version[:2])) >= KNOWS_WAITAOF
        return self._syncs
