"""One Valkey for all tests, empty and as it was started before each; a store and a client on it."""

from collections.abc import AsyncIterator, Iterator

import pytest
from redis import Redis
from starlette.testclient import TestClient

from handdraw_logger.app import create_app
from handdraw_logger.settings import Settings
from handdraw_logger.store import Store

from ..processes import free_port
from .valkey import store_on, url, valkey

SETTINGS = {"maxmemory": "0", "maxmemory-policy": "noeviction", "appendfsync": "always"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    with valkey(tmp_path_factory.mktemp("valkey"), port):
        yield url(port)


@pytest.fixture
def redis(server: str) -> Iterator[Redis]:
    """To set what an operator might, and to look into the log from beside."""
    with Redis.from_url(server, decode_responses=True) as redis:
        for name, value in SETTINGS.items():
            redis.config_set(name, value)
        redis.flushall()
        yield redis


@pytest.fixture
def somewhere(redis: Redis, server: str) -> str:
    """Where an empty Redis listens."""
    assert redis.ping()
    return server


@pytest.fixture
async def store(somewhere: str) -> AsyncIterator[Store]:
    async with store_on(somewhere) as store:
        yield store


@pytest.fixture
def nowhere() -> str:
    """Where no Redis listens."""
    return url(free_port())


def client_on(redis_url: str) -> TestClient:
    return TestClient(create_app(Settings.model_validate({"redis_url": redis_url})), raise_server_exceptions=False)


@pytest.fixture
def client(somewhere: str) -> Iterator[TestClient]:
    with client_on(somewhere) as client:
        yield client


@pytest.fixture
def cut_off(nowhere: str) -> Iterator[TestClient]:
    """A logger whose Redis is down."""
    with client_on(nowhere) as client:
        yield client
