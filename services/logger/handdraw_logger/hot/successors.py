"""The replicas that may be the next primary: those that Sentinels believe to be alive."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.asyncio.sentinel import SentinelConnectionPool
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import TimeoutError as TimedOut
from redis.sentinel import SentinelConnectionPool as BlockingSentinelConnectionPool

from handdraw_logger.errors import StoreUnavailable

DOWN = {b"s_down", b"o_down"}
UNANSWERED = "Redis: none of its Sentinels answers"
QUESTION = "SENTINEL", "REPLICAS"
State = Mapping[bytes, bytes] | Sequence[bytes]


async def count_successors(redis: Redis) -> int:
    """Ask the first Sentinel that answers; 0 where there is none to ask. Raises StoreUnavailable if none answers."""
    pool = redis.connection_pool
    if not isinstance(pool, SentinelConnectionPool):
        return 0
    sentinels = pool.sentinel_manager.sentinels
    for number, sentinel in enumerate(sentinels):
        with suppress(Disconnected, TimedOut):
            states = await sentinel.execute_command(*QUESTION, pool.service_name)
            _put_first(sentinels, number)
            return _count_alive(states)
    raise StoreUnavailable(UNANSWERED)


def count_successors_blocking(redis: BlockingRedis) -> int:
    """Do the same."""
    pool = redis.connection_pool
    if not isinstance(pool, BlockingSentinelConnectionPool):
        return 0
    sentinels = pool.sentinel_manager.sentinels
    for number, sentinel in enumerate(sentinels):
        with suppress(Disconnected, TimedOut):
            states = sentinel.execute_command(*QUESTION, pool.service_name)
            _put_first(sentinels, number)
            return _count_alive(states)
    raise StoreUnavailable(UNANSWERED)


def _put_first(sentinels: list[Any], number: int) -> None:
    """Let the next call not wait for those that are gone."""
    sentinels[0], sentinels[number] = sentinels[number], sentinels[0]


def _count_alive(states: Sequence[State]) -> int:
    fields = [one if isinstance(one, Mapping) else dict(zip(one[::2], one[1::2], strict=True)) for one in states]
    return sum(not DOWN.intersection(one[b"flags"].split(b",")) for one in fields)
