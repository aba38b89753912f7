"""How the logger reaches Redis: its two clients, and the one error that all of theirs become."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from redis import Redis as BlockingRedis
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ClusterCrossSlotError, ClusterDownError, MovedError, RedisError
from redis.exceptions import ConnectionError as Disconnected
from redis.retry import Retry as BlockingRetry

from handdraw_chassis.errors import map_errors
from handdraw_logger.errors import StoreUnavailable

CLUSTERED = (ClusterCrossSlotError, ClusterDownError, MovedError)


def connect(url: str, password_file: Path | None, timeout_s: float) -> Redis:
    """Return a client that repeats a call once if the connection was cut, as by a restart: every call is idempotent."""
    retry = Retry(NoBackoff(), retries=1, supported_errors=(Disconnected,))
    return Redis.from_url(url, retry=retry, **_options(password_file, timeout_s))


def connect_blocking(url: str, password_file: Path | None, timeout_s: float) -> BlockingRedis:
    """Return a client that never repeats a call: the roller's next turn does."""
    return BlockingRedis.from_url(
        url, retry=BlockingRetry(NoBackoff(), retries=0), **_options(password_file, timeout_s)
    )


def redis_errors() -> AbstractContextManager[None]:
    """Raise StoreUnavailable in place of whatever a client raises in the block."""
    return map_errors((RedisError, OSError), _unavailable)


def _unavailable(error: Exception) -> StoreUnavailable:
    if isinstance(error, CLUSTERED):
        return StoreUnavailable("Redis is a cluster: the log wants one server, or a primary with replicas")
    return StoreUnavailable(f"Redis: {error}")


def _options(password_file: Path | None, timeout_s: float) -> dict[str, Any]:
    return {
        "password": password_file.read_text().strip() if password_file else None,
        "socket_timeout": timeout_s,
        "socket_connect_timeout": timeout_s,
    }
