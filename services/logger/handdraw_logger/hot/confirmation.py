"""Waiting until replicas have what the archive's keeper wrote or read, as replication.py does for events. Blocks."""

from collections.abc import Callable, Sequence
from typing import cast

from redis import Redis
from redis.client import Pipeline
from redis.commands.core import Script

from handdraw_logger.hot.successors import Successors, ask_sentinel_blocking

MARK = "handdraw:confirmed"  # written at each question: who wrote nothing waits for nothing


class Confirmation:
    """``replicas``: how many must have it, and each that may be the next primary; 0 asks none.

    What too few have is not true: it may be lost yet.
    """

    def __init__(self, redis: Redis, replicas: int, wait_s: float) -> None:
        self._redis = redis
        self._replicas = replicas
        self._successors = Successors(replicas, int(wait_s * 1000))

    def run(self, script: Script, keys: Sequence[str], arguments: Sequence[str | int]) -> object:
        """Run a script, and return its answer. Raises StoreUnavailable, RedisError."""
        return self._ask(lambda pipeline: script(keys=keys, args=arguments, client=pipeline))

    def hgetall(self, key: str) -> dict[bytes, bytes]:
        """Read a hash. Raises StoreUnavailable, RedisError."""
        return cast("dict[bytes, bytes]", self._ask(lambda pipeline: pipeline.hgetall(key)))

    def _ask(self, ask: Callable[[Pipeline], object]) -> object:
        with self._redis.pipeline(transaction=False) as pipeline:  # within a transaction nothing waits
            ask(pipeline)
            if not self._replicas:
                return cast("object", pipeline.execute()[0])
            known = ask_sentinel_blocking(self._redis)
            pipeline.set(MARK, "")
            self._successors.wait_behind(pipeline, known)
            answers = pipeline.execute()
        self._successors.check(known, *answers[-2:])
        return cast("object", answers[0])
