"""How the logger reaches Redis: its two clients, and the one error that all of theirs become."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import MasterNotFoundError, Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import ClusterCrossSlotError, ClusterDownError, MovedError, RedisError
from redis.exceptions import ConnectionError as Disconnected
from redis.retry import Retry as BlockingRetry
from redis.sentinel import MasterNotFoundError as BlockingMasterNotFoundError
from redis.sentinel import Sentinel as BlockingSentinel

from handdraw_chassis.errors import map_errors
from handdraw_chassis.sentinels import SentinelDsn, Sentinels, parse_sentinels
from handdraw_logger.errors import StoreUnavailable

SENTINELS = "redis+sentinel://"
CLUSTERED = (ClusterCrossSlotError, ClusterDownError, MovedError)


class CurrentConnections(SentinelConnectionPool):
    """Forgets a connection that was in use when the primary changed: the library would take it for the new one's.

    Whoever asked the one for the log's end and the other for its events would get too few.
    """

    async def release(self, connection: AbstractConnection) -> None:
        if (getattr(connection, "host", None), getattr(connection, "port", None)) != self.master_address:
            connection.mark_for_reconnect()  # type: ignore[no-untyped-call]
        await super().release(connection)


@asynccontextmanager
async def connect(url: str, password_file: Path | None, timeout_s: float) -> AsyncIterator[Redis]:
    """Yield a client that repeats a call once if the connection was cut, as by a restart: every call is idempotent."""
    retry = Retry(NoBackoff(), retries=1, supported_errors=(Disconnected,))
    options = {"retry": retry, **_options(password_file, timeout_s)}
    async with AsyncExitStack() as stack:
        if url.startswith(SENTINELS):
            named = parse_sentinels(SentinelDsn(url))
            asked = _sentinel_options(named, timeout_s)
            sentinel = Sentinel(named.hosts, sentinel_kwargs=asked)  # type: ignore[no-untyped-call]
            for one in sentinel.sentinels:
                stack.push_async_callback(one.aclose)
            account = {"username": named.username, "db": named.database, **options}
            redis = sentinel.master_for(named.primary, Redis, CurrentConnections, **account)
        else:
            redis = Redis.from_url(url, **options)
        yield await stack.enter_async_context(redis)


@contextmanager
def connect_blocking(url: str, password_file: Path | None, timeout_s: float) -> Iterator[BlockingRedis]:
    """Yield a client that never repeats a call: the roller's next turn does."""
    options = {"retry": BlockingRetry(NoBackoff(), retries=0), **_options(password_file, timeout_s)}
    with ExitStack() as stack:
        if url.startswith(SENTINELS):
            named = parse_sentinels(SentinelDsn(url))
            asked = _sentinel_options(named, timeout_s)
            sentinel = BlockingSentinel(named.hosts, sentinel_kwargs=asked)  # type: ignore[no-untyped-call]
            for one in sentinel.sentinels:
                stack.callback(one.close)
            account = {"username": named.username, "db": named.database}
            redis = sentinel.master_for(named.primary, **account, **options)  # type: ignore[no-untyped-call]
        else:
            redis = BlockingRedis.from_url(url, **options)
        yield stack.enter_context(redis)


def redis_errors() -> AbstractContextManager[None]:
    """Raise StoreUnavailable in place of whatever a client raises in the block."""
    return map_errors((RedisError, OSError), _unavailable)


def _unavailable(error: Exception) -> StoreUnavailable:
    if isinstance(error, CLUSTERED):
        return StoreUnavailable("Redis is a cluster: the log wants one server, or a primary with replicas")
    if isinstance(error, (MasterNotFoundError, BlockingMasterNotFoundError)):
        return StoreUnavailable("Redis has no primary that its Sentinels know of")
    return StoreUnavailable(f"Redis: {error}")


def _sentinel_options(named: Sentinels, timeout_s: float) -> dict[str, Any]:
    """Ask all of them within the time that Redis may take to answer: any may be cut off."""
    each_s = timeout_s / (len(named.hosts) + 1)
    return {"socket_timeout": each_s, "socket_connect_timeout": each_s}


def _options(password_file: Path | None, timeout_s: float) -> dict[str, Any]:
    return {
        "password": password_file.read_text().strip() if password_file else None,
        "socket_timeout": timeout_s,
        "socket_connect_timeout": timeout_s,
    }
