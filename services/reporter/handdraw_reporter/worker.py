"""Runs the worker that writes reports: ``python -m handdraw_reporter.worker``."""

import sys

import structlog
from pydantic import ValidationError
from rq import Queue, Worker

from handdraw_reporter import logs
from handdraw_reporter.queueing import NAME
from handdraw_reporter.reporter import connect
from handdraw_reporter.settings import Settings, complaints

MONITORING_S = 10  # a worker that dies is missed a minute later,
MAINTENANCE_S = 30  # and its report is queued again half a minute after that

log = structlog.get_logger()


def main() -> int:
    try:
        settings = Settings()
    except ValidationError as error:
        print(complaints(error), file=sys.stderr)
        return 2
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
    return 0


if __name__ == "__main__":
    sys.exit(main())
