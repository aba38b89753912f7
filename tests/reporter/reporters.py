"""A reporter put together for a test: real files or a bucket, whatever logger it is given, a queue that is away."""

from pathlib import Path

import httpx
from redis import Redis

from handdraw_chassis.buckets import Bucket
from handdraw_reporter.queueing import ReportQueue
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.settings import Settings
from handdraw_reporter.store.outcomes import OutcomeFile
from handdraw_reporter.store.reports import Reports
from handdraw_reporter.store.schedules import ScheduleFile
from handdraw_reporter.store.shared.objects import Objects
from handdraw_reporter.store.shared.reports import SharedReports
from handdraw_reporter.store.shared.schedules import SharedSchedule
from handdraw_reporter.writing.built_in import BuiltInAnalyst
from handdraw_reporter.writing.story import Analyst

COPIES_BYTES = 100_000_000


def make_reporter(
    folder: Path,
    logger: httpx.Client,
    queue: ReportQueue | None = None,
    analyst: Analyst | None = None,
    bucket: Bucket | None = None,
) -> Reporter:
    """Put a reporter together. ``logger`` also stands in for the gateway; ``bucket``: what other machines share."""
    own = ScheduleFile(folder)
    objects = bucket and Objects(bucket)
    return Reporter(
        settings=Settings(reports_dir=folder, reports_url=bucket and bucket.url),
        reports=SharedReports(folder, objects, COPIES_BYTES, listed_s=0) if objects else Reports(folder),
        schedule=SharedSchedule(own, objects) if objects else own,
        outcomes=OutcomeFile(folder),
        queue=queue or ReportQueue(Redis(port=1), job_timeout_s=60),
        logger=logger,
        gateway=logger,
        analyst=analyst or BuiltInAnalyst(),
    )
