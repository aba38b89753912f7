from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from redis import Redis
from rq import Queue
from rq.executions import Execution
from rq.job import Job, JobStatus

from handdraw_reporter.admission import NAME
from handdraw_reporter.errors import QueueUnavailable
from handdraw_reporter.queueing import ReportQueue

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
RQ_QUEUE = f"rq:queue:{NAME}"


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


@pytest.fixture
def taken(redis: Redis, queue: ReportQueue) -> UUID:
    """A report whose job a worker took, and died."""
    report_id = uuid4()
    queue.tend([report_id], NOON)
    redis.lmove(RQ_QUEUE, f"{RQ_QUEUE}:intermediate")
    return report_id


def begin(redis: Redis, report_id: UUID, ttl_s: int = 70) -> Execution:
    """Let the worker have said that it has begun with the report."""
    job = Job.fetch(str(report_id), connection=redis, serializer="json")
    with redis.pipeline() as pipeline:
        execution = Execution.create(job, ttl_s, pipeline)
        job.prepare_for_execution("worker", pipeline)
        pipeline.execute()
    redis.lrem(f"{RQ_QUEUE}:intermediate", 1, str(report_id))
    return execution


def left(redis: Redis) -> tuple[list[bytes], int, int]:
    """Return what is left in the queue, on the way out of it, and begun."""
    between: Any = redis.llen(f"{RQ_QUEUE}:intermediate")
    begun: Any = redis.zcard("rq:wip:handdraw-reports")
    return cast("list[bytes]", redis.lrange(RQ_QUEUE, 0, -1)), between, begun


def test_a_job_on_its_way_to_a_worker_is_given_time(redis: Redis, queue: ReportQueue, taken: UUID) -> None:
    queue.tend([taken], NOON + timedelta(seconds=1))
    queue.tend([taken], NOON + timedelta(seconds=20))

    assert left(redis) == ([], 1, 0)


@pytest.mark.parametrize("began", [False, True])
def test_a_job_that_nobody_has_in_hand_is_queued_anew(
    redis: Redis, queue: ReportQueue, taken: UUID, *, began: bool
) -> None:
    if began:
        begin(redis, taken)
    queue.tend([taken], NOON + timedelta(seconds=1))
    queue.tend([taken], NOON + timedelta(seconds=21))

    assert left(redis) == ([str(taken).encode()], 0, 0)


@pytest.mark.parametrize("status", [JobStatus.STARTED, JobStatus.FAILED])
def test_so_is_one_of_whose_execution_rq_has_forgotten_half(
    redis: Redis, queue: ReportQueue, taken: UUID, status: JobStatus
) -> None:
    redis.delete(begin(redis, taken).key)  # its record expires a minute before the list that names it
    Job.fetch(str(taken), connection=redis, serializer="json").set_status(status)
    queue.tend([taken], NOON + timedelta(seconds=1))
    queue.tend([taken], NOON + timedelta(seconds=21))

    assert left(redis) == ([str(taken).encode()], 0, 0)


def test_a_job_that_was_seen_in_a_workers_hands_in_between_is_given_time_again(
    redis: Redis, queue: ReportQueue, taken: UUID
) -> None:
    queue.tend([taken], NOON + timedelta(seconds=1))
    queue.tend([], NOON + timedelta(seconds=15))
    queue.tend([taken], NOON + timedelta(seconds=30))

    assert left(redis) == ([], 1, 0)


def test_a_job_that_waits_for_long_is_left_where_it_is(redis: Redis, queue: ReportQueue) -> None:
    first, second = uuid4(), uuid4()
    for seconds in (0, 60, 120):
        queue.tend([first, second], NOON + timedelta(seconds=seconds))

    assert left(redis) == ([str(first).encode(), str(second).encode()], 0, 0)


def test_those_that_go_first_stand_before_all_others_and_oldest_first(redis: Redis, queue: ReportQueue) -> None:
    asked, scheduled = [uuid4(), uuid4()], [uuid4(), uuid4(), uuid4()]
    queue.tend([asked[0], scheduled[0], asked[1]], NOON, {scheduled[0]})
    queue.tend([asked[0], *scheduled, asked[1]], NOON, set(scheduled))

    assert waiting(redis) == [str(one) for one in (*scheduled, *asked)]


def test_a_job_that_a_worker_took_is_not_moved_back(redis: Redis, queue: ReportQueue, taken: UUID) -> None:
    queue.tend([taken], NOON, {taken})

    assert left(redis) == ([], 1, 0)


def test_a_report_that_is_withdrawn_leaves_nothing_in_the_queue(redis: Redis, queue: ReportQueue) -> None:
    first, second = uuid4(), uuid4()
    queue.put(first)
    queue.put(second)
    for report_id in (first, first, uuid4()):
        queue.withdraw(report_id)

    assert (waiting(redis), redis.exists(Job.key_for(str(first)))) == ([str(second)], 0)


def test_a_report_that_a_worker_has_in_hand_is_left_to_it(redis: Redis, queue: ReportQueue, taken: UUID) -> None:
    begin(redis, taken)
    queue.withdraw(taken)

    assert left(redis) == ([], 0, 1)


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


def test_what_others_put_into_rqs_registry_holds_up_no_report(redis: Redis, queue: ReportQueue, taken: UUID) -> None:
    redis.zadd("rq:wip:handdraw-reports", {b"\xff\xfe": 1, b"a:b:c:d": 1})
    queue.tend([taken], NOON + timedelta(seconds=1))
    queue.tend([taken], NOON + timedelta(seconds=21))

    assert waiting(redis) == [str(taken)]


def test_a_report_counts_as_begun_until_its_writer_gives_no_sign_of_life(
    redis: Redis, queue: ReportQueue, taken: UUID
) -> None:
    before = queue.find_begun()
    execution = begin(redis, taken)
    redis.zadd("rq:wip:handdraw-reports", {b"\xff\xfe": 1, b"a:b:c:d": 1})
    found = queue.find_begun()
    redis.delete(execution.key)  # it expires

    assert (before, found, queue.find_begun()) == (frozenset(), frozenset([taken]), frozenset())


def test_nobody_works_until_a_worker_does(queue: ReportQueue) -> None:
    assert queue.count_workers() == 0


def test_workers_are_counted_whatever_stands_in_their_hashes(redis: Redis, queue: ReportQueue) -> None:
    redis.sadd(f"rq:workers:{NAME}", "rq:worker:alive", "rq:worker:dead", b"\xff")
    redis.hset("rq:worker:alive", mapping={"pid": "no number", "birth": "yesterday"})

    assert queue.count_workers() == 1


def test_a_redis_that_is_away_is_said_so() -> None:
    with pytest.raises(QueueUnavailable, match="Redis"):
        ReportQueue(Redis(port=1, socket_connect_timeout=1), job_timeout_s=60).put(uuid4())
