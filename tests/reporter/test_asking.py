from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from handdraw_contracts.reports import Report, ReportFailure, ReportRequest, Window
from handdraw_reporter.asking import (
    check_conditions,
    enqueue,
    explain_wait,
    request_report,
    resolve_times,
    resolve_window,
)
from handdraw_reporter.errors import InvalidRequest, InvalidWindow, PreconditionFailed, TooManyReports
from handdraw_reporter.queueing import ReportQueue
from handdraw_reporter.reporter import Reporter

from .fake_logger import FakeLogger
from .log_events import START, classification, cursor
from .reporters import make_reporter


@pytest.mark.parametrize(
    ("wanted", "scheduled_end", "log_end", "window"),
    [
        pytest.param(ReportRequest(), None, "9-0", Window(after=None, upto="9-0"), id="everything"),
        pytest.param(ReportRequest(), "4-0", "9-0", Window(after="4-0", upto="9-0"), id="since the last scheduled one"),
        pytest.param(ReportRequest(after="1-0"), "4-0", "9-0", Window(after="1-0", upto="9-0"), id="from a place"),
        pytest.param(ReportRequest(upto="6-0"), "4-0", "9-0", Window(after="4-0", upto="6-0"), id="up to a place"),
        pytest.param(ReportRequest(upto="3-0"), "4-0", "9-0", Window(after=None, upto="3-0"), id="an older stretch"),
        pytest.param(ReportRequest(after="9-0"), "4-0", "9-0", Window(after="9-0", upto="9-0"), id="nothing new"),
        pytest.param(ReportRequest(), None, None, Window(after=None, upto=None), id="an empty log"),
        pytest.param(
            ReportRequest(after="9-0", upto="10-0"), None, "10-0", Window(after="9-0", upto="10-0"), id="as numbers"
        ),
    ],
)
def test_the_window_that_is_meant(
    wanted: ReportRequest, scheduled_end: str | None, log_end: str | None, window: Window
) -> None:
    assert resolve_window(wanted, scheduled_end, log_end) == window


@pytest.mark.parametrize(
    ("wanted", "log_end", "reason"),
    [
        (ReportRequest(after="5-0", upto="4-0"), "9-0", "after lies past upto"),
        (ReportRequest(after="10-0"), "9-0", "after lies past the log's end, 9-0"),
        (ReportRequest(upto="10-0"), "9-0", "upto lies in the future: the log ends at 9-0"),
        (ReportRequest(upto="1-0"), None, "upto lies in the future: the log ends at its beginning, being empty"),
    ],
)
def test_a_window_that_makes_no_sense_is_told(wanted: ReportRequest, log_end: str | None, reason: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        resolve_window(wanted, None, log_end)

    assert str(refused.value) == reason


NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EPOCH = datetime(1, 1, 1, tzinfo=UTC)


def at(number: int) -> datetime:
    """Return when an event of this number was recorded."""
    return START + timedelta(seconds=37 * number)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(ReportRequest(since=at(2)), ReportRequest(after=cursor(1)), id="the event at since belongs to it"),
        pytest.param(ReportRequest(until=at(3)), ReportRequest(upto=cursor(2)), id="the event at until does not"),
        pytest.param(ReportRequest(since=START), ReportRequest(after="0-0"), id="from before the log"),
        pytest.param(ReportRequest(since=at(9)), ReportRequest(after=cursor(3)), id="since the log has ended"),
        pytest.param(ReportRequest(since=NOW), ReportRequest(after=cursor(3)), id="hours after the last event"),
        pytest.param(ReportRequest(since=EPOCH), ReportRequest(after="0-0"), id="from before every log"),
        pytest.param(
            ReportRequest(since=at(2), until=at(3), language="ko"),
            ReportRequest(after=cursor(1), upto=cursor(2), language="ko"),
            id="between two times",
        ),
        pytest.param(ReportRequest(after="7-0"), ReportRequest(after="7-0"), id="by a cursor, as it is"),
    ],
)
def test_times_become_the_last_events_before_them(wanted: ReportRequest, found: ReportRequest) -> None:
    logger = FakeLogger([classification(number) for number in (1, 2, 3)])

    assert resolve_times(wanted, logger.client(), NOW) == found


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        (ReportRequest(since=NOW, until=NOW), "since_after_until"),
        (ReportRequest(since=NOW, until=NOW - timedelta(hours=1)), "since_after_until"),
        (ReportRequest(since=NOW + timedelta(hours=1)), "future"),
        (ReportRequest(until=NOW + timedelta(hours=1)), "future"),
        (ReportRequest(since=NOW, after="1-0"), "named_twice"),
        (ReportRequest(until=NOW, upto="1-0"), "named_twice"),
        (ReportRequest(until=START), "before_the_log"),
    ],
)
def test_times_that_make_no_sense_are_told(wanted: ReportRequest, reason: str) -> None:
    with pytest.raises(InvalidWindow) as refused:
        resolve_times(wanted, FakeLogger([classification(1)]).client(), NOW)

    assert refused.value.reason == reason


def test_the_beginning_of_the_log_may_be_named() -> None:
    assert resolve_window(ReportRequest(after="0-0"), "4-0", "9-0") == Window(after=None, upto="9-0")


@pytest.fixture
def reporter(tmp_path: Path) -> Reporter:
    """A reporter whose queue is away."""
    return make_reporter(tmp_path, FakeLogger([]).client())


@pytest.fixture
def failed(reporter: Reporter) -> Report:
    report = reporter.reports.create(Window(after=None, upto="5-0"), "en", scheduled=False)
    failure = ReportFailure(code="internal_error", detail="it went wrong")
    failed = report.model_copy(update={"status": "failed", "failure": failure})
    reporter.reports.save(failed)
    return failed


def test_a_report_that_failed_is_tried_again_when_it_is_asked_for(reporter: Reporter, failed: Report) -> None:
    again = enqueue(reporter, failed)

    assert (again.status, again.failure, list(reporter.reports.list_unfinished())) == ("queued", None, [again])


def test_a_report_that_another_has_queued_again_since_is_left_to_him(reporter: Reporter, failed: Report) -> None:
    writing = failed.model_copy(update={"status": "writing", "failure": None, "progress": 0.5})
    reporter.reports.save(writing)

    assert enqueue(reporter, failed) == writing


def test_a_report_that_is_just_failing_stays_so_until_it_is_asked_for_again(reporter: Reporter, failed: Report) -> None:
    with reporter.reports.folder(failed.id).hold():
        first = enqueue(reporter, failed)

    assert (first.status, enqueue(reporter, first).status) == ("failed", "queued")


def window(number: int) -> Window:
    return Window(after=None, upto=f"{number}-0")


@pytest.fixture
def narrow(reporter: Reporter) -> Reporter:
    """A reporter with which three reports may wait, and two of which do, beside a scheduled one."""
    for number in (1, 2):
        reporter.reports.create(window(number), "en", scheduled=False)
    reporter.reports.create(window(1), "en", scheduled=True)
    return replace(reporter, settings=reporter.settings.model_copy(update={"waiting_reports": 3}))


def test_more_reports_than_may_wait_are_not_taken(narrow: Reporter) -> None:
    third = request_report(narrow, window(3), "en")
    with pytest.raises(TooManyReports, match=r"^3 reports that were asked for are not written yet"):
        request_report(narrow, window(4), "en")
    narrow.reports.save(third.model_copy(update={"status": "done"}))

    assert request_report(narrow, window(4), "en").status == "queued"


def test_a_report_that_waits_or_is_done_is_given_however_many_wait(narrow: Reporter) -> None:
    done = narrow.reports.create(window(9), "en", scheduled=False)
    narrow.reports.save(done.model_copy(update={"status": "done"}))
    request_report(narrow, window(3), "en")

    assert [request_report(narrow, window(number), "en").status for number in (1, 3, 9)] == ["queued", "queued", "done"]


def test_one_that_failed_counts_when_it_is_asked_for_again(narrow: Reporter, failed: Report) -> None:
    again = request_report(narrow, failed.window, "en")
    narrow.reports.save(again.model_copy(update={"status": "failed"}))
    request_report(narrow, window(3), "en")
    with pytest.raises(TooManyReports):
        request_report(narrow, failed.window, "en")

    assert (again.id, again.status) == (failed.id, "queued")


def test_of_many_who_ask_at_once_no_more_are_taken_than_may_wait(narrow: Reporter) -> None:
    def ask(number: int) -> int:
        try:
            request_report(narrow, window(number), "en")
        except TooManyReports:
            return 0
        return 1

    with ThreadPoolExecutor(8) as threads:
        taken = sum(threads.map(ask, range(10, 26)))

    assert (taken, narrow.reports.count_unfinished()) == (1, 4)


@pytest.mark.parametrize("headers", [{"If-Match": '"1"'}, {"If-Match": 'W/"1", "2"'}, {"If-None-Match": "*"}], ids=str)
def test_a_condition_that_does_not_hold_is_told(headers: dict[str, str]) -> None:
    with pytest.raises(PreconditionFailed):
        check_conditions(Headers(headers))


@pytest.mark.parametrize("headers", [{}, {"If-Match": " * "}, {"If-None-Match": '"1"'}], ids=str)
def test_a_condition_that_holds_is_none(headers: dict[str, str]) -> None:
    check_conditions(Headers(headers))


class FakeQueue(ReportQueue):
    """A queue with so many workers."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def count_workers(self) -> int:
        return self._workers


@pytest.mark.parametrize(
    ("workers", "step", "says"),
    [
        (0, None, "waiting: no worker is running"),
        (0, "will be tried again: away", "waiting: no worker is running"),
        (1, None, "waiting for its turn"),
        (1, "will be tried again: away", "will be tried again: away"),
        (None, None, "waiting: the queue cannot be reached"),
    ],
)
def test_a_queued_report_says_why_it_waits(tmp_path: Path, workers: int | None, step: str | None, says: str) -> None:
    queue = None if workers is None else FakeQueue(workers)
    reporter = make_reporter(tmp_path, FakeLogger([]).client(), queue)
    report = reporter.reports.create(Window(after=None, upto="5-0"), "en", scheduled=False)

    assert explain_wait(reporter, report.model_copy(update={"step": step})).step == says


def test_a_report_that_waits_for_nothing_says_nothing(reporter: Reporter, failed: Report) -> None:
    assert explain_wait(reporter, failed) == failed
