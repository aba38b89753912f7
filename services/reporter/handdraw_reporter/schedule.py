"""Which windows of the log are due. A window ends where the log ends when it is decided, and the next begins there."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import UUID

import structlog

from handdraw_chassis.locks import try_hold
from handdraw_contracts.log import Cursor
from handdraw_contracts.reports import Window
from handdraw_reporter.asking import again
from handdraw_reporter.cursors import place
from handdraw_reporter.errors import ReporterError, ReportUnreadable
from handdraw_reporter.events import end
from handdraw_reporter.metrics import Metrics
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.store.reports import Reports, Schedule

SWEEP_S = 30.0
AGAIN_AFTER = timedelta(hours=1)
LOCK = ".schedule.lock"

log = structlog.get_logger()


BEGINNING = Window(after=None, upto=None)


def is_due(schedule: Schedule, now: datetime, period_s: float) -> bool:
    """Also by a clock that was ahead when the last was decided, and was set right since."""
    return abs(now - schedule.decided_at) >= timedelta(seconds=period_s)


def decide(reports: Reports, before: Cursor | None, log_end: Cursor | None, now: datetime) -> None:
    """Write down the next window, unless nothing was recorded since the last; its report follows from that."""
    if place(log_end) > place(before):
        reports.save_schedule(Schedule(window=Window(after=before, upto=log_end), decided_at=now))
        log.info("a scheduled report is due", after=before, upto=log_end)


def ensure_report(reports: Reports, window: Window) -> None:
    """The decided window's report exists: a crash between the decision and its report changes nothing."""
    if window != BEGINNING:
        try:
            reports.create(window, "en", scheduled=True)
        except ReportUnreadable as error:  # no reason to hold up the others for ever
            log.error("a scheduled report is left as it is", reason=str(error))


def begun(reports: Reports, now: datetime) -> Schedule:
    """The schedule; the first period begins with the first sweep."""
    schedule = reports.schedule()
    if schedule is None:
        schedule = Schedule(window=BEGINNING, decided_at=now)
        reports.save_schedule(schedule)
    return schedule


def sweep(reporter: Reporter, now: datetime) -> None:
    """Decide what is due, and have written whatever is not: reports whose job was lost, too. One process at a time."""
    with try_hold(reporter.settings.reports_dir / LOCK) as free:
        if not free:
            return
        reports = reporter.reports
        schedule = begun(reports, now)
        ensure_report(reports, schedule.window)
        if is_due(schedule, now, reporter.settings.period_s):
            decide(reports, schedule.window.upto, end(reporter.logger), now)
            ensure_report(reports, begun(reports, now).window)
        try_again(reports, now)
        reporter.queue.tend([one.id for one in reports.unfinished() if not is_being_written(reports, one.id)], now)


def try_again(reports: Reports, now: datetime) -> None:
    """Scheduled reports that failed: a log or a language model that was too slow may not be for ever."""
    for one in reports.failed():
        if abs(now - (one.finished_at or one.requested_at)) >= AGAIN_AFTER:
            again(reports, one.id)


def is_being_written(reports: Reports, report_id: UUID) -> bool:
    with reports.held_if_free(report_id) as free:
        return not free


async def sweeping(reporter: Reporter, metrics: Metrics) -> None:
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
