"""The queue of reports to write: RQ on Redis, which runs ``write_report`` and nothing else (admission.py).

A job is tried once. The sweep (schedule.py) puts a report again whose job ended without it: when the log was away, or a
worker died. That is all the retrying there is. It needs none of RQ's schedulers, which outlive a killed worker, nor its
search for abandoned jobs, which a busy worker does not make and which may take four minutes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.executions import ExecutionRegistry
from rq.job import Job, JobStatus

from handdraw_reporter.admission import NAME, WRITE, GuardedQueue, ReportJob
from handdraw_reporter.errors import QueueUnavailable

KEPT_S = 24 * 3600
ON_ITS_WAY = timedelta(seconds=20)  # from the queue into the hands of a worker, at most
OVER = {JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED}


class ReportQueue:
    """Every method raises QueueUnavailable where Redis does not answer."""

    def __init__(self, redis: Redis, job_timeout_s: int) -> None:
        self._redis = redis
        self._queue = GuardedQueue(NAME, connection=redis, serializer="json", default_timeout=job_timeout_s)
        self._astray: dict[UUID, datetime] = {}  # jobs that are neither waiting nor being done, since when

    def put(self, report_id: UUID) -> None:
        """Have the report written. It is queued once, however often this is called until it has been tried."""
        with _translated():
            try:
                self._enqueue(report_id)
            except DuplicateJobError:
                if self._forget_if_over(report_id):
                    with suppress(DuplicateJobError):  # another was first
                        self._enqueue(report_id)

    def tend(self, unwritten: Sequence[UUID], now: datetime) -> None:
        """Put what nobody is writing; anew, where its job has been astray for too long: whoever took it died."""
        with _translated():
            for report_id in unwritten:
                self.put(report_id)
            waiting = set(self._queue.job_ids)
            astray = [report_id for report_id in unwritten if str(report_id) not in waiting]
            self._astray = {report_id: self._astray.get(report_id, now) for report_id in astray}
            for report_id in astray:
                if now - self._astray[report_id] >= ON_ITS_WAY:
                    self._forget(report_id)
                    self.put(report_id)

    def workers(self) -> int:
        with _translated():
            return len(Worker.all(queue=self._queue))  # who gave a sign of life lately; count() knows the dead too

    def _enqueue(self, report_id: UUID) -> None:
        self._queue.enqueue_call(
            WRITE,
            args=(str(report_id),),
            job_id=str(report_id),
            unique=True,
            result_ttl=KEPT_S,
            failure_ttl=KEPT_S,
        )

    def _forget_if_over(self, report_id: UUID) -> bool:
        """A job that ended without its report being done."""
        try:
            if self._job(report_id).get_status() not in OVER:
                return False
        except (NoSuchJobError, InvalidJobOperation):
            pass  # of a job that another forgot, or that broke, something is left
        self._forget(report_id)
        return True

    def _forget(self, report_id: UUID) -> None:
        """Whatever RQ knows of a job. Its own Job.delete gives up where the record of an execution has expired."""
        job_id, started = str(report_id), self._queue.started_job_registry
        begun = [f"{of}:{one}" for of, one in started.get_job_and_execution_ids(cleanup=False) if of == job_id]
        if begun:
            self._redis.zrem(started.key, *begun)
        self._redis.delete(ExecutionRegistry(job_id, self._redis).key)
        with suppress(NoSuchJobError, InvalidJobOperation):
            self._job(report_id).delete()
        self._redis.delete(Job.key_for(job_id))
        self._queue.intermediate_queue.remove(job_id)

    def _job(self, report_id: UUID) -> ReportJob:
        return ReportJob.fetch(str(report_id), connection=self._redis, serializer="json")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise QueueUnavailable(f"Redis: {error}") from error
