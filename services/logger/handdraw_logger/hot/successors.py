"""The replicas that may be the next primary: those that follow, and those that a Sentinel takes for alive.

Sentinels ask a primary for its replicas every ten seconds: one that came meanwhile is known to the primary alone. One
that says nothing more, and that a Sentinel takes for dead, is not waited for.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.sentinel import SentinelConnectionPool
from redis.client import Pipeline as BlockingPipeline
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import TimeoutError as TimedOut
from redis.sentinel import SentinelConnectionPool as BlockingSentinelConnectionPool

from handdraw_logger.errors import StoreUnavailable

DOWN = {b"s_down", b"o_down"}
UNANSWERED = "Redis: none of its Sentinels answers"
QUESTION = "SENTINEL", "REPLICAS"
SILENT_S = 3  # as long as a Sentinel takes to call it dead
Address = tuple[str, int]
"""Sentinels have it from a primary: both tell the same one of a replica."""
Known = Mapping[Address, bool] | None
"""Which replicas a Sentinel knows, and whether it takes each for alive; None where there are no Sentinels."""
State = Mapping[bytes, bytes] | Sequence[bytes]


class Successors:
    """``replicas``: how many must have a write, and each that may be the next primary, if Sentinels make one."""

    def __init__(self, replicas: int, wait_ms: int) -> None:
        self._replicas = replicas
        self._last = replicas
        self._wait_ms = wait_ms

    def wait_behind(self, pipeline: Pipeline | BlockingPipeline, known: Known) -> None:
        """Have a pipeline ask who follows, and wait for as many as there were last time. It gives two answers."""
        pipeline.info("replication")
        pipeline.wait(max(self._last, _count(known, {})), self._wait_ms)

    def check(self, known: Known, info: Mapping[str, Any], reached: int) -> None:
        """Raise StoreUnavailable if not all were reached. ``info`` and ``reached``: those two answers.

        Whoever came since the last time was not waited for yet: the next call does.
        """
        self._last = max(self._replicas, _count(known, _following(info)))
        require(reached, self._last)


def require(reached: int, wanted: int) -> None:
    """Raise StoreUnavailable if fewer replicas were reached than are wanted."""
    if reached < wanted:
        raise StoreUnavailable(f"Redis: {reached} of {wanted} replicas have what was written, in time")


async def ask_sentinel(redis: Redis) -> Known:
    """Ask the first Sentinel that answers; None where there is none to ask. Raises StoreUnavailable if none answers."""
    pool = redis.connection_pool
    if not isinstance(pool, SentinelConnectionPool):
        return None
    sentinels = pool.sentinel_manager.sentinels
    for number, sentinel in enumerate(sentinels):
        with suppress(Disconnected, TimedOut):
            states = await sentinel.execute_command(*QUESTION, pool.service_name)
            _put_first(sentinels, number)
            return _read(states)
    raise StoreUnavailable(UNANSWERED)


def ask_sentinel_blocking(redis: BlockingRedis) -> Known:
    """Do the same."""
    pool = redis.connection_pool
    if not isinstance(pool, BlockingSentinelConnectionPool):
        return None
    sentinels = pool.sentinel_manager.sentinels
    for number, sentinel in enumerate(sentinels):
        with suppress(Disconnected, TimedOut):
            states = sentinel.execute_command(*QUESTION, pool.service_name)
            _put_first(sentinels, number)
            return _read(states)
    raise StoreUnavailable(UNANSWERED)


def _put_first(sentinels: list[Any], number: int) -> None:
    """Let the next call not wait for those that are gone."""
    sentinels[0], sentinels[number] = sentinels[number], sentinels[0]


def _read(states: Sequence[State]) -> dict[Address, bool]:
    fields = [one if isinstance(one, Mapping) else dict(zip(one[::2], one[1::2], strict=True)) for one in states]
    return {
        (one[b"ip"].decode(), int(one[b"port"])): not DOWN.intersection(one[b"flags"].split(b",")) for one in fields
    }


def _following(info: Mapping[str, Any]) -> dict[Address, bool]:
    """Return whether each that follows has spoken lately: it does every second."""
    told = [value for name, value in info.items() if name.startswith("slave") and isinstance(value, Mapping)]
    return {(one["ip"], int(one["port"])): one["lag"] < SILENT_S for one in told if one["state"] == "online"}


def _count(known: Known, following: Mapping[Address, bool]) -> int:
    """Count nobody where nobody would make one of them the primary."""
    if known is None:
        return 0
    return sum(known.get(address, True) or following.get(address, False) for address in {*known, *following})
