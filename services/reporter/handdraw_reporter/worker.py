"""The worker that writes reports: ``python -m handdraw_reporter.worker``."""

import signal
import sys
import time

import structlog
from redis import Redis
from redis.exceptions import RedisError, ResponseError
from rq import Worker

from handdraw_chassis import logs
from handdraw_chassis.running import parse_arguments, read_settings
from handdraw_chassis.unknown_settings import warn_of_unknown
from handdraw_reporter.admission import NAME, GuardedQueue, ReportJob
from handdraw_reporter.reporter import connect_redis
from handdraw_reporter.settings import Settings

WAIT_S = 2.0
TTL_S = 60  # a worker that gave no sign of life for so long counts as gone
MONITORING_S = 10  # between two signs of life while a report is written
MAINTENANCE_S = 30  # between two cleanings of what dead workers left in Redis; queueing.py sees to their reports

log = structlog.get_logger()


class ReportWorker(Worker):
    """Writes reports and does nothing else, whatever stands in Redis."""

    job_class = ReportJob
    queue_class = GuardedQueue
    max_connection_wait_time = 5.0  # RQ waits up to a minute where Redis was away

    def run_maintenance_tasks(self) -> None:
        """Clean RQ's registries as far as they can be read: what others put there is no reason to stop working."""
        try:
            super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        except (ValueError, ResponseError) as error:
            log.error("RQ's registries cannot be cleaned", reason=str(error)[:200])


def main() -> None:
    parse_arguments("handdraw_reporter.worker", "The worker: writes the reports that the reporter queues.")
    settings = read_settings(Settings)
    logs.configure(settings.log_level)
    warn_of_unknown(Settings)
    redis = connect_redis(settings, None)
    wait_for_redis(redis)
    try:
        worker = ReportWorker(
            [GuardedQueue(NAME, connection=redis, serializer="json")],
            connection=redis,
            serializer="json",
            maintenance_interval=MAINTENANCE_S,
            job_monitoring_interval=MONITORING_S,
            worker_ttl=TTL_S,
        )
        worker.work(logging_level=settings.log_level.upper())
    except RedisError as error:
        log.error("the worker lost Redis", reason=str(error))  # whoever runs it starts it again
        sys.exit(1)


def wait_for_redis(redis: Redis) -> None:
    """Wait for as long as it takes: a Redis that is away is no reason to give up."""
    while True:
        try:
            redis.ping()
        except RedisError as error:
            log.warning("the worker waits for Redis", reason=str(error))
            time.sleep(WAIT_S)
        else:
            return


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
