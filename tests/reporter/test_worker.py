from uuid import uuid4

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from structlog.testing import capture_logs

from handdraw_reporter import worker
from handdraw_reporter.admission import NAME, GuardedQueue
from handdraw_reporter.worker import ReportWorker, wait_for_redis

INTERMEDIATE = f"rq:queue:{NAME}:intermediate"


@pytest.fixture
def report_worker(redis: Redis) -> ReportWorker:
    redis.flushall()
    return ReportWorker([GuardedQueue(NAME, connection=redis, serializer="json")], connection=redis, serializer="json")


def test_a_job_that_was_taken_and_is_gone_is_forgotten(redis: Redis, report_worker: ReportWorker) -> None:
    redis.rpush(INTERMEDIATE, str(uuid4()))
    report_worker.run_maintenance_tasks()

    assert redis.llen(INTERMEDIATE) == 0


@pytest.mark.parametrize("member", [b"a:b:c:d", b"\xff\xfe"])
def test_registries_that_cannot_be_read_stop_no_worker(
    redis: Redis, report_worker: ReportWorker, member: bytes
) -> None:
    redis.zadd(f"rq:wip:{NAME}", {member: 1})
    with capture_logs() as logs:
        report_worker.run_maintenance_tasks()

    assert [line["event"] for line in logs] == ["RQ's registries cannot be cleaned"]


def test_a_registry_of_another_type_stops_no_worker(redis: Redis, report_worker: ReportWorker) -> None:
    redis.set(f"rq:wip:{NAME}", "no set")
    with capture_logs() as logs:
        report_worker.run_maintenance_tasks()

    assert [line["event"] for line in logs] == ["RQ's registries cannot be cleaned"]


class RedisThatStarts(Redis):
    """Answers the third time it is asked."""

    def __init__(self) -> None:
        super().__init__(port=1)
        self.asked = 0

    def ping(self, **_: object) -> bool:
        self.asked += 1
        if self.asked < 3:
            raise RedisConnectionError("not yet")
        return True


def test_a_worker_waits_for_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "WAIT_S", 0)
    redis = RedisThatStarts()
    with capture_logs() as logs:
        wait_for_redis(redis)

    assert (redis.asked, [line["reason"] for line in logs]) == (3, ["not yet", "not yet"])
