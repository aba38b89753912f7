from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job, JobStatus

from handdraw_reporter.errors import QueueUnavailable
from handdraw_reporter.queueing import NAME, ReportQueue

from ..processes import answering_redis, free_port


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with answering_redis(tmp_path_factory.mktemp("redis"), free_port()) as redis:
        yield redis


@pytest.fixture
def queue(redis: Redis) -> ReportQueue:
    redis.flushall()
    return ReportQueue(redis, job_timeout_s=60)


def waiting(redis: Redis) -> list[str]:
    return Queue(NAME, connection=redis, serializer="json").job_ids


def test_a_report_is_queued_once_however_often_it_is_put(redis: Redis, queue: ReportQueue) -> None:
    report_id = uuid4()
    for _ in range(3):
        queue.put(report_id)

    assert waiting(redis) == [str(report_id)]


def test_the_job_carries_json_and_its_limits(redis: Redis, queue: ReportQueue) -> None:
    report_id = uuid4()
    queue.put(report_id)
    job = Job.fetch(str(report_id), connection=redis, serializer="json")

    assert (job.args, job.timeout, job.data[:1]) == ([str(report_id)], 60, b"[")


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.FINISHED, JobStatus.STOPPED])
def test_a_report_whose_job_ended_without_it_is_queued_again(
    redis: Redis, queue: ReportQueue, status: JobStatus
) -> None:
    report_id = uuid4()
    queue.put(report_id)
    Queue(NAME, connection=redis, serializer="json").remove(str(report_id))
    Job.fetch(str(report_id), connection=redis, serializer="json").set_status(status)
    queue.put(report_id)

    assert waiting(redis) == [str(report_id)]


def test_a_report_that_is_being_written_is_left_alone(redis: Redis, queue: ReportQueue) -> None:
    report_id = uuid4()
    queue.put(report_id)
    Queue(NAME, connection=redis, serializer="json").remove(str(report_id))
    Job.fetch(str(report_id), connection=redis, serializer="json").set_status(JobStatus.STARTED)
    queue.put(report_id)

    assert waiting(redis) == []


def test_many_who_put_a_job_that_is_over_at_once_queue_it_once(redis: Redis, queue: ReportQueue) -> None:
    report_id = uuid4()
    queue.put(report_id)
    Queue(NAME, connection=redis, serializer="json").remove(str(report_id))
    Job.fetch(str(report_id), connection=redis, serializer="json").set_status(JobStatus.FAILED)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: queue.put(report_id), range(32)))

    assert set(waiting(redis)) == {str(report_id)}


def test_a_job_that_broke_is_queued_anew(redis: Redis, queue: ReportQueue) -> None:
    report_id = uuid4()
    redis.hset(Job.key_for(str(report_id)), "status", "nonsense")
    queue.put(report_id)

    assert waiting(redis) == [str(report_id)]


def test_nobody_works_until_a_worker_does(queue: ReportQueue) -> None:
    assert queue.workers() == 0


def test_a_redis_that_is_away_is_said_so() -> None:
    with pytest.raises(QueueUnavailable, match="Redis"):
        ReportQueue(Redis(port=1, socket_connect_timeout=1), job_timeout_s=60).put(uuid4())
