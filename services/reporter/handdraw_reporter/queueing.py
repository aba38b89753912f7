"""The queue of reports to write: RQ on Redis, with JSON for arguments, since a queue must not run what it is handed.

A job is tried once. The sweep (schedule.py) puts a report again whose job ended without it: when the log was away, or a
worker died. That is all the retrying there is, and needs none of RQ's schedulers, which outlive a killed worker.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.job import Job, JobStatus

from handdraw_reporter.errors import QueueUnavailable

NAME = "handdraw-reports"
WRITE = "handdraw_reporter.jobs.write_report"
KEPT_S = 24 * 3600
OVER = {JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED}


class ReportQueue:
    """Every method raises QueueUnavailable where Redis does not answer."""

    def __init__(self, redis: Redis, job_timeout_s: int) -> None:
        self._redis = redis
        self._queue = Queue(NAME, connection=redis, serializer="json", default_timeout=job_timeout_s)

    def put(self, report_id: UUID) -> None:
        """Have the report written. It is queued once, however often this is called until it has been tried."""
        with _translated():
            try:
                self._enqueue(report_id)
            except DuplicateJobError:
                if self._clear_if_over(report_id):
                    with suppress(DuplicateJobError):  # another was first
                        self._enqueue(report_id)

    def workers(self) -> int:
        with _translated():
            return len(
                Worker.all(queue=self._queue)
            )  # those that gave a sign of life lately; count() knows the dead too

    def _enqueue(self, report_id: UUID) -> None:
        self._queue.enqueue_call(
            WRITE,
            args=(str(report_id),),
            job_id=str(report_id),
            unique=True,
            result_ttl=KEPT_S,
            failure_ttl=KEPT_S,
        )

    def _clear_if_over(self, report_id: UUID) -> bool:
        """A job that ended without its report being done."""
        try:
            job = Job.fetch(str(report_id), connection=self._redis, serializer="json")
            if job.get_status() not in OVER:
                return False
            job.delete()
        except (NoSuchJobError, InvalidJobOperation):
            self._redis.delete(Job.key_for(str(report_id)))  # what is left of a job that another cleared, or that broke
        return True


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise QueueUnavailable(f"Redis: {error}") from error
