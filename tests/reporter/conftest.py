"""A Valkey for each module's tests, and a queue of reports on it, empty at first."""

from collections.abc import Iterator

import pytest
from redis import Redis

from handdraw_reporter.queueing import ReportQueue

from ..processes import answering_redis, free_port


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with answering_redis(tmp_path_factory.mktemp("redis"), free_port()) as redis:
        yield redis


@pytest.fixture
def queue(redis: Redis) -> ReportQueue:
    redis.flushall()
    return ReportQueue(redis, job_timeout_s=60)
