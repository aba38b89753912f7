"""Which jobs of the queue are let in: calls of ``write_report``, just as our own queue puts them, and no others.

RQ imports and runs whatever function a job in Redis names, also as a callback, and whoever can write to Redis can make
such a job. So each is compared as a whole with one of ours before RQ may look at it, and what differs is removed.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Self

import structlog
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from rq import Queue
from rq.exceptions import NoSuchJobError
from rq.intermediate_queue import IntermediateQueue
from rq.job import Job
from rq.serializers import JSONSerializer

NAME: Final = "handdraw-reports"
WRITE: Final = "handdraw_reporter.jobs.write_report"
MAX_BYTES: Final = 16 * 1024  # a job of ours has 600, and RQ inflates what it is handed
FIELDS: Final = {
    b"created_at",
    b"data",
    b"description",
    b"ended_at",
    b"enqueued_at",
    b"failure_ttl",
    b"last_heartbeat",
    b"origin",
    b"result_ttl",
    b"started_at",
    b"status",
    b"timeout",
    b"worker_name",
}

_UUID = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

log = structlog.get_logger()


class RefusedJob(Exception):
    """A job that is none of ours."""


class ReportJob(Job):
    """Always read as JSON, whatever RQ is told: a pickle would run code."""

    def __init__(
        self,
        id: str | None = None,  # noqa: A002 - RQ's name for it
        connection: Redis | None = None,
        serializer: Any = None,  # noqa: ANN401, ARG002 - RQ hands it over
    ) -> None:
        super().__init__(id, connection, JSONSerializer)

    @classmethod
    def fetch(
        cls,
        id: str,  # noqa: A002 - RQ's name for it
        connection: Redis | None = None,
        serializer: Any = None,  # noqa: ANN401 - RQ hands it over
    ) -> Self:
        """Raises NoSuchJobError, also for a job that was refused: it is removed, and for RQ it never was."""
        try:
            job: Self = super().fetch(id, connection, serializer)  # type: ignore[assignment]
        except (NoSuchJobError, RedisConnectionError, RedisTimeoutError):
            raise
        except Exception as error:
            if connection is not None:
                _refuse(id, connection, str(error) or type(error).__name__)
            raise NoSuchJobError(f"Job {id} was refused") from error
        return job

    @classmethod
    def fetch_many(
        cls,
        job_ids: Iterable[str],
        connection: Redis,  # noqa: ARG003 - RQ's signature
        serializer: Any = None,  # noqa: ANN401, ARG003 - likewise
    ) -> list[Job | None]:
        """Return None for each: RQ asks for the jobs on which others depend, and none of ours does."""
        return [None for _ in job_ids]

    def restore(self, raw_data: Mapping[bytes, bytes]) -> None:
        """Raises RefusedJob, or whatever RQ raises over a field that it cannot read."""
        foreign = sorted(name for name, value in raw_data.items() if value and name not in FIELDS)
        if foreign:
            raise RefusedJob(f"it has fields that ours have not: {foreign}")
        if b"data" not in raw_data:
            raise RefusedJob("it calls nothing")
        if sum(map(len, raw_data.values())) > MAX_BYTES:
            raise RefusedJob("it is larger than ours")
        super().restore(raw_data)
        call = self.serializer.loads(self.data)
        if call != [WRITE, None, [self.id], {}]:
            raise RefusedJob(f"it calls {call}")
        if self.origin != NAME or self.timeout is None or self.timeout <= 0:
            raise RefusedJob("it is another queue's, or may take for ever")


class GuardedQueue(Queue):
    """RQ's queue, from which nothing comes but what can be the id of a report."""

    job_class = ReportJob

    @classmethod
    def lmove(cls, connection: Redis, queue_key: str, timeout: int | None) -> tuple[str, bytes] | None:
        while (found := super().lmove(connection, queue_key, timeout)) is not None:
            if _UUID.fullmatch(found[1]):
                return found[0], found[1]
            IntermediateQueue(queue_key, connection).remove(found[1])
            log.error("a job was refused", job=repr(found[1])[:80], reason="its id is no report's")
        return None


def _refuse(job_id: str, connection: Redis, reason: str) -> None:
    connection.delete(Job.key_for(job_id))
    IntermediateQueue(Queue.redis_queue_namespace_prefix + NAME, connection).remove(job_id)
    log.error("a job was refused", job=job_id[:80], reason=reason[:200])
