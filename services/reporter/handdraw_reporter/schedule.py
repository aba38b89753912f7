"""Which windows of the log are due. A window ends where the log ends when it is decided, and the next begins there."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import UUID

import structlog

from handdraw_chassis.locks import try_hold
from handdraw_contracts.log import Cursor
from handdraw_contracts.reports import Window
from handdraw_reporter.asking import requeue
from handdraw_reporter.cursors import place
from handdraw_reporter.errors import ReporterError, ReportUnreadable, UnknownReport
from handdraw_reporter.events import find_end
from handdraw_reporter.metrics import Metrics
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.store.reports import Reports
from handdraw_reporter.store.schedules import Schedule, ScheduleFile

SWEEP_S = 30.0
RETRY_AFTER = timedelta(hours=1)
LOCK = ".schedule.lock"
BEGINNING = Window(after=None, upto=None)

log = structlog.get_logger()


def sweep(reporter: Reporter, now: datetime) -> None:
    """Decide the window that is due, and queue every report that is not written, also one whose job was lost.

    Of several processes, one at a time does so. Raises ReporterError.
    """
    with try_hold(reporter.settings.reports_dir / LOCK) as free:
        if not free:
            return
        reports = reporter.reports
        schedule = ensure_schedule(reporter.schedule, now)
        ensure_report(reporter, schedule.window)
        if is_due(schedule, now, reporter.settings.period_s):
            decide_window(reporter.schedule, schedule.window.upto, find_end(reporter.logger), now)
            ensure_report(reporter, ensure_schedule(reporter.schedule, now).window)
        retry_failed(reports, now)
        expire(reporter, now)
        begun = reporter.queue.find_begun() if reporter.settings.reports_url else frozenset()
        unwritten = [one for one in reports.list_unfinished() if one.id not in begun and is_left(reports, one.id)]
        scheduled = {one.id for one in unwritten if one.scheduled}
        reporter.queue.tend([one.id for one in unwritten], now, scheduled)


def ensure_schedule(file: ScheduleFile, now: datetime) -> Schedule:
    """Return the schedule. The first sweep makes it, and the first period begins then."""
    schedule = file.read()
    if schedule is None:
        schedule = Schedule(window=BEGINNING, decided_at=now)
        file.write(schedule)
    return schedule


def ensure_report(reporter: Reporter, window: Window) -> None:
    """Make the decided window's report if it is missing: a crash after the decision changes nothing."""
    if window != BEGINNING:
        try:
            reporter.create_report(window, scheduled=True)
        except ReportUnreadable as error:  # no reason to hold up the others for ever
            log.error("a scheduled report is left as it is", reason=str(error))
        except UnknownReport:
            pass  # it was deleted, and its window stays accounted for


def is_due(schedule: Schedule, now: datetime, period_s: float) -> bool:
    """Say whether a period has passed, or the clock was ahead when the last window was decided and has been set."""
    return abs(now - schedule.decided_at) >= timedelta(seconds=period_s)


def decide_window(file: ScheduleFile, before: Cursor | None, log_end: Cursor | None, now: datetime) -> None:
    """Write down the next window, unless nothing was recorded since the last; its report follows from that."""
    if place(log_end) > place(before):
        file.write(Schedule(window=Window(after=before, upto=log_end), decided_at=now))
        log.info("a scheduled report is due", after=before, upto=log_end)


def retry_failed(reports: Reports, now: datetime) -> None:
    """Queue scheduled reports that failed an hour ago: the log or the language model may be faster now."""
    for one in reports.list_failed():
        if abs(now - (one.finished_at or one.requested_at)) >= RETRY_AFTER:
            with suppress(UnknownReport):  # deleted meanwhile
                requeue(reports, one.id)


def expire(reporter: Reporter, now: datetime) -> None:
    """Delete the reports that are older than they may become, and what is left of others that were deleted."""
    reporter.reports.clear_deleted()
    if (days := reporter.settings.delete_after_days) is not None:
        for report_id in reporter.reports.find_expired(now - timedelta(days=days)):
            with suppress(UnknownReport):
                reporter.reports.delete(report_id)
                log.info("a report was deleted for its age", report=str(report_id))


def is_left(reports: Reports, report_id: UUID) -> bool:
    """Say whether nobody is writing the report, which is still there."""
    try:
        with reports.try_writing(report_id) as free:
            return free
    except UnknownReport:
        return False


async def keep_sweeping(reporter: Reporter, metrics: Metrics) -> None:
    """Sweep for ever; what goes wrong once is tried again."""
    while True:
        try:
            await asyncio.to_thread(sweep, reporter, datetime.now(UTC))
            metrics.sweeps.labels("done").inc()
            metrics.swept_at = monotonic()
        except ReporterError as error:
            metrics.sweeps.labels("failed").inc()
            log.warning("the sweep will be tried again", reason=str(error))
        except Exception:
            metrics.sweeps.labels("failed").inc()
            log.exception("the sweep found a mistake of ours, and will be tried again")
        await asyncio.sleep(min(SWEEP_S, reporter.settings.period_s))
