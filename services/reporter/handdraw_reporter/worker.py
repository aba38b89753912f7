"""Runs the worker that writes reports: ``python -m handdraw_reporter.worker``."""

from rq import Queue, Worker

from handdraw_chassis import logs
from handdraw_chassis.running import settings_or_exit
from handdraw_reporter.queueing import NAME
from handdraw_reporter.reporter import connect
from handdraw_reporter.settings import Settings

MONITORING_S = 10  # a worker that dies is missed a minute later,
MAINTENANCE_S = 30  # and its report is queued again half a minute after that


def main() -> None:
    settings = settings_or_exit(Settings)
    logs.configure(settings.log_level)
    redis = connect(settings)
    worker = Worker(
        [Queue(NAME, connection=redis, serializer="json")],
        connection=redis,
        serializer="json",
        maintenance_interval=MAINTENANCE_S,
        job_monitoring_interval=MONITORING_S,
    )
    worker.work(logging_level=settings.log_level.upper())


if __name__ == "__main__":
    main()
