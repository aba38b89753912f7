"""A reporter put together for a test: real files, whatever logger it is given, and a queue that is away."""

from pathlib import Path

import httpx
from redis import Redis

from handdraw_reporter.queueing import ReportQueue
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.settings import Settings
from handdraw_reporter.store.outcomes import OutcomeFile
from handdraw_reporter.store.reports import Reports
from handdraw_reporter.store.schedules import ScheduleFile
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.story import Analyst


def make_reporter(
    folder: Path, logger: httpx.Client, queue: ReportQueue | None = None, analyst: Analyst | None = None
) -> Reporter:
    """Put a reporter together. ``logger`` also stands in for the gateway."""
    return Reporter(
        settings=Settings(reports_dir=folder),
        reports=Reports(folder),
        schedule=ScheduleFile(folder),
        outcomes=OutcomeFile(folder),
        queue=queue or ReportQueue(Redis(port=1), job_timeout_s=60),
        logger=logger,
        gateway=logger,
        analyst=analyst or BuiltInAnalyst(),
    )
