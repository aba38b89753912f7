"""What a person asks for: the window that is meant, and how far its report is."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import httpx
import structlog

from handdraw_contracts.log import Cursor
from handdraw_contracts.reports import Language, Report, ReportRequest, Window
from handdraw_reporter.asker import asker_fields
from handdraw_reporter.cursors import place
from handdraw_reporter.errors import (
    InvalidRequest,
    InvalidWindow,
    PreconditionFailed,
    QueueUnavailable,
    TooManyReports,
)
from handdraw_reporter.events import find_last_before
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.store.reports import Reports

BEGINNING: Final = "0-0"  # a cursor before every event's
SKEW: Final = timedelta(minutes=1)  # by which a caller's clock may be ahead

log = structlog.get_logger()


def resolve_times(wanted: ReportRequest, logger: httpx.Client, now: datetime) -> ReportRequest:
    """Return what is wanted by cursors alone: ``since`` and ``until`` become the last events before them.

    Raises InvalidWindow, LoggerUnavailable.
    """
    _check_times(wanted, now)
    update: dict[str, Cursor | None] = {"since": None, "until": None}
    if wanted.since is not None:
        update["after"] = find_last_before(logger, wanted.since) or BEGINNING
    if wanted.until is not None:
        update["upto"] = find_last_before(logger, wanted.until)
        if update["upto"] is None:
            raise InvalidWindow("before_the_log", "until lies before the log's first event")
    return wanted.model_copy(update=update)


def _check_times(wanted: ReportRequest, now: datetime) -> None:
    since, until = wanted.since, wanted.until
    if (since and wanted.after) or (until and wanted.upto):
        raise InvalidWindow("named_twice", "after and since name the same end of a window, as upto and until do")
    if max(since or now, until or now) > now + SKEW:
        raise InvalidWindow("future", f"since or until lies in the future: it is {now.isoformat(timespec='seconds')}")
    if since and until and since >= until:
        raise InvalidWindow("since_after_until", "since does not lie before until")


def resolve_window(wanted: ReportRequest, scheduled_end: Cursor | None, log_end: Cursor | None) -> Window:
    """Return the window that is meant: from the last scheduled window's end to the log's end unless told otherwise.

    Raises InvalidRequest.
    """
    upto = wanted.upto or log_end
    if upto is not None and place(upto) > place(log_end):
        raise InvalidRequest(f"upto lies in the future: the log ends at {log_end or 'its beginning, being empty'}")
    after = wanted.after or scheduled_end
    if wanted.after is not None and place(after) > place(upto):
        raise InvalidRequest("after lies past upto" if wanted.upto else f"after lies past the log's end, {log_end}")
    if place(after) > place(upto) or after == BEGINNING:  # an older stretch, of which only the end was named
        after = None
    return Window(after=after, upto=upto)


def request_report(reporter: Reporter, window: Window, language: Language | None) -> Report:
    """Return the window's report, which is written now unless it is done: one that failed is tried again.

    Raises TooManyReports, ReportUnreadable, ReportsUnwritable.
    """
    reports = reporter.reports
    with reports.hold(".asking.lock"):
        report = reports.find(window, language or reporter.settings.language)
        if report is None or report.status == "failed":
            check_room(reporter)
        report = reporter.create_report(window, language, scheduled=False)
        if report.status == "failed":
            report = requeue(reports, report.id)
    return report if report.status == "done" else enqueue(reporter, report)


def check_room(reporter: Reporter) -> None:
    """Raises TooManyReports if as many reports that were asked for wait, or are being written, as may."""
    most = reporter.settings.waiting_reports
    if sum(not one.scheduled for one in reporter.reports.list_unfinished()) >= most:
        raise TooManyReports(f"{most} reports that were asked for are not written yet: ask again when one is")


def enqueue(reporter: Reporter, report: Report) -> Report:
    """Have the report written, once more if it failed. If the queue is away, the sweep does so later."""
    if report.status == "failed":
        report = requeue(reporter.reports, report.id)
    try:
        reporter.queue.put(report.id)
    except QueueUnavailable as error:
        log.warning("a report waits for the queue", report=str(report.id), reason=str(error))
    return report


def requeue(reports: Reports, report_id: UUID) -> Report:
    """Mark a failed report as queued, unless somebody else was first, and return it as it is then."""
    with reports.try_writing(report_id) as free:
        report = reports.get(report_id)
        if free and report.status == "failed":
            update = {"status": "queued", "failure": None, "finished_at": None, "step": None}
            report = report.model_copy(update=update | asker_fields())
            reports.save(report)
        return report


def explain_wait(reporter: Reporter, report: Report) -> Report:
    """Return the report; a queued one says in its ``step`` why it waits."""
    if report.status != "queued":
        return report
    try:
        waits = None if reporter.queue.count_workers() else "waiting: no worker is running"
    except QueueUnavailable:
        waits = "waiting: the queue cannot be reached"
    return report.model_copy(update={"step": waits or report.step or "waiting for its turn"})


def check_conditions(headers: Mapping[str, str]) -> None:
    """Raises PreconditionFailed. Reports have no entity tags, so none is the one that a caller names."""
    if headers.get("if-match", "*").strip() != "*" or headers.get("if-none-match", "").strip() == "*":
        raise PreconditionFailed("Reports have no entity tags: leave If-Match and If-None-Match out")


def delete_report(reporter: Reporter, report_id: UUID) -> None:
    """Delete a report, also one that waits or is being written. Raises UnknownReport, ReportsUnwritable."""
    reporter.reports.delete(report_id)
    with suppress(QueueUnavailable):  # a worker finds that it is gone
        reporter.queue.withdraw(report_id)
