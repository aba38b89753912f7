"""One Valkey for all tests, emptied and reset before each, and what runs on it: stores, archives, logs, services."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from redis import Redis
from starlette.testclient import TestClient

from handdraw_logger.app import create_app
from handdraw_logger.archive.archive import Archive
from handdraw_logger.hot.store import Store
from handdraw_logger.log import Log
from handdraw_logger.roller import Retention
from handdraw_logger.settings import Settings

from ..processes import free_port
from .archived_log import RolledLog, archive_in, roller_on
from .valkey import store_on, url, valkey

SETTINGS = {"maxmemory": "0", "maxmemory-policy": "noeviction", "appendfsync": "always"}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    with valkey(tmp_path_factory.mktemp("valkey"), port):
        yield url(port)


@pytest.fixture
def redis(server: str) -> Iterator[Redis]:
    """A client that sets what an operator might, and looks into the log past the logger."""
    with Redis.from_url(server, decode_responses=True) as redis:
        for name, value in SETTINGS.items():
            redis.config_set(name, value)
        redis.flushall()
        yield redis


@pytest.fixture
def somewhere(redis: Redis, server: str) -> str:
    """The address of an empty Redis."""
    assert redis.ping()
    return server


@pytest.fixture
async def store(somewhere: str) -> AsyncIterator[Store]:
    async with store_on(somewhere) as store:
        yield store


@pytest.fixture
def nowhere() -> str:
    """An address at which no Redis listens."""
    return url(free_port())


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive that is open, and empty."""
    with archive_in(tmp_path / "archive") as archive:
        yield archive


@pytest.fixture(params=[None, 1, 2, 3], ids=["hot", "archived one by one", "archived in twos", "archived in threes"])
def segment_events(request: pytest.FixtureRequest) -> int | None:
    """How many events a segment of ``log`` has; None if nothing is archived."""
    events: int | None = request.param
    return events


@pytest.fixture
async def log(segment_events: int | None, store: Store, archive: Archive, somewhere: str) -> AsyncIterator[Log]:
    """A log whose events are rolled as soon as they make a whole segment."""
    if segment_events is None:
        yield Log(store, archive)
        return
    retention = Retention(hot_events=0, hot_days=1, segment_events=segment_events)
    with roller_on(somewhere, archive, retention) as roller:
        yield RolledLog(store, archive, roller)


def client_on(redis_url: str, archive_dir: Path, **settings: object) -> TestClient:
    given = {"redis_url": redis_url, "archive_dir": archive_dir} | settings
    return TestClient(
        create_app(Settings.model_validate(given)), raise_server_exceptions=False, base_url="http://localhost"
    )


@pytest.fixture
def client(somewhere: str, tmp_path: Path) -> Iterator[TestClient]:
    with client_on(somewhere, tmp_path / "archive") as client:
        yield client


@pytest.fixture
def cut_off(nowhere: str, tmp_path: Path) -> Iterator[TestClient]:
    """A logger whose Redis is down."""
    with client_on(nowhere, tmp_path / "archive") as client:
        yield client
