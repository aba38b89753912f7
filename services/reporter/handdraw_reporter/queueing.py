"""The queue of reports to write: RQ on Redis, which runs ``write_report`` and nothing else (admission.py).

A job is tried once. The sweep (schedule.py) puts a report into the queue again if its job ended and the report is not
written: because the log was away, or a worker died. There is no other retrying. So none of RQ's schedulers is needed,
which outlive a killed worker, nor its search for abandoned jobs, which a busy worker does not make and which may take
four minutes.
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from redis import Redis
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.executions import ExecutionRegistry
from rq.job import Job, JobStatus
from rq.worker_registration import WORKERS_BY_QUEUE_KEY

from handdraw_chassis.errors import map_errors
from handdraw_reporter.admission import NAME, WRITE, GuardedQueue, ReportJob
from handdraw_reporter.errors import QueueUnavailable
from handdraw_reporter.store.marks import find_ids

RETENTION_S = 24 * 3600
HANDOVER = timedelta(seconds=20)  # from the queue into the hands of a worker, at most
_MOVE_TO_FRONT = """
for _, job in ipairs(ARGV) do
  if redis.call('LREM', KEYS[1], 0, job) > 0 then redis.call('LPUSH', KEYS[1], job) end
end
"""
ENDED = {JobStatus.FINISHED, JobStatus.FAILED, JobStatus.STOPPED, JobStatus.CANCELED}


class ReportQueue:
    """Every method raises QueueUnavailable where Redis does not answer."""

    def __init__(self, redis: Redis, job_timeout_s: int) -> None:
        self._redis = redis
        self._queue = GuardedQueue(NAME, connection=redis, serializer="json", default_timeout=job_timeout_s)
        self._astray: dict[UUID, datetime] = {}  # jobs that are neither waiting nor being done, since when

    def put(self, report_id: UUID) -> None:
        """Have the report written. However often this is called, it is queued once until it has been tried."""
        with _map_redis_errors():
            try:
                self._enqueue(report_id)
            except DuplicateJobError:
                if self._forget_if_ended(report_id):
                    with suppress(DuplicateJobError):  # another process was first
                        self._enqueue(report_id)

    def tend(self, unwritten: Sequence[UUID], now: datetime, first: Collection[UUID] = ()) -> None:
        """Put every report that nobody is writing into the queue, anew if its job is astray: whoever took it died.

        Those that go ``first`` stand before all others then, in the order of ``unwritten``.
        """
        with _map_redis_errors():
            for report_id in unwritten:
                self.put(report_id)
            waiting = set(self._queue.job_ids)
            astray = [report_id for report_id in unwritten if str(report_id) not in waiting]
            self._astray = {report_id: self._astray.get(report_id, now) for report_id in astray}
            for report_id in astray:
                if now - self._astray[report_id] >= HANDOVER:
                    self._forget(report_id)
                    self.put(report_id)
            self._move_to_front([str(report_id) for report_id in unwritten if report_id in first])

    def withdraw(self, report_id: UUID) -> None:
        """Take a report out of the queue; one that a worker has in hand is left to it."""
        with _map_redis_errors():
            if self._redis.lrem(self._queue.key, 0, str(report_id)):
                self._forget(report_id)

    def count_workers(self) -> int:
        """Count those that gave a sign of life lately: RQ's own count includes the dead, and reads what they say."""
        with _map_redis_errors():
            registered: Any = self._redis.smembers(WORKERS_BY_QUEUE_KEY % NAME)
            living: Any = self._redis.exists(*registered) if registered else 0
            return int(living)

    def count_waiting(self) -> int:
        """Count the jobs that no worker has taken yet."""
        with _map_redis_errors():
            waiting: Any = self._redis.llen(self._queue.key)
            return int(waiting)

    def find_begun(self) -> frozenset[UUID]:
        """Return the reports that a worker on whatever machine writes: it gave a sign of life in the last 70 s."""
        with _map_redis_errors():
            members: Any = self._redis.zrange(self._queue.started_job_registry.key, 0, -1)
            with self._redis.pipeline(transaction=False) as pipeline:
                for member in members:
                    pipeline.exists(b"rq:execution:" + member)
                living = pipeline.execute()
        named = (
            member.partition(b":")[0].decode(errors="replace")
            for member, alive in zip(members, living, strict=True)
            if alive
        )
        return frozenset(find_ids(named))

    def _enqueue(self, report_id: UUID) -> None:
        self._queue.enqueue_call(
            WRITE,
            args=(str(report_id),),
            job_id=str(report_id),
            unique=True,
            result_ttl=RETENTION_S,
            failure_ttl=RETENTION_S,
        )

    def _move_to_front(self, job_ids: Sequence[str]) -> None:
        """Let these jobs be next, in this order: those that still wait."""
        if job_ids:
            self._redis.eval(_MOVE_TO_FRONT, 1, self._queue.key, *reversed(job_ids))

    def _forget_if_ended(self, report_id: UUID) -> bool:
        """Forget a job that ended, or of which only something is left; return whether it was one."""
        try:
            if self._fetch(report_id).get_status() not in ENDED:
                return False
        except (NoSuchJobError, InvalidJobOperation):
            pass  # another process forgot it meanwhile, or it broke
        self._forget(report_id)
        return True

    def _forget(self, report_id: UUID) -> None:
        """Delete all that RQ knows of a job. RQ's Job.delete gives up if the record of an execution has expired."""
        job_id, started = str(report_id), self._queue.started_job_registry.key
        members: Any = self._redis.zrange(started, 0, -1)
        executions = [member for member in members if member.startswith(f"{job_id}:".encode())]
        if executions:
            self._redis.zrem(started, *executions)
        self._redis.delete(ExecutionRegistry(job_id, self._redis).key)
        with suppress(NoSuchJobError, InvalidJobOperation):
            self._fetch(report_id).delete()
        self._redis.delete(Job.key_for(job_id))
        self._queue.intermediate_queue.remove(job_id)

    def _fetch(self, report_id: UUID) -> ReportJob:
        return ReportJob.fetch(str(report_id), connection=self._redis, serializer="json")


def _map_redis_errors() -> AbstractContextManager[None]:
    return map_errors((RedisError, OSError), lambda error: QueueUnavailable(f"Redis: {error}"))
