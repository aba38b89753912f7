from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from handdraw_chassis.locks import hold
from handdraw_contracts.reports import Report, ReportFailure, Window
from handdraw_reporter.errors import LoggerUnavailable
from handdraw_reporter.queueing import ReportQueue
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.schedule import LOCK, sweep

from .reporters import make_reporter

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class FakeQueue(ReportQueue):
    def __init__(self) -> None:
        self.tended: list[list[UUID]] = []

    def tend(self, unwritten: Sequence[UUID], now: datetime) -> None:  # noqa: ARG002 - a fake keeps the signature
        self.tended.append(list(unwritten))


class FakeLog:
    """Answers where the log ends, or not at all."""

    def __init__(self, end: str | None = None) -> None:
        self.end = end
        self.away = False

    def __call__(self, _: httpx.Request) -> httpx.Response:
        if self.away:
            return httpx.Response(503)
        return httpx.Response(200, json={"events": [], "next": None, "end": self.end})


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture
def reporter(tmp_path: Path, log: FakeLog) -> Iterator[Reporter]:
    with httpx.Client(base_url="http://logger", transport=httpx.MockTransport(log)) as logger:
        yield make_reporter(tmp_path, logger, FakeQueue())


def windows(reporter: Reporter) -> list[Window]:
    return [one.window for one in reversed(reporter.reports.list_newest(50).reports)]


def test_the_first_period_begins_with_the_first_sweep(reporter: Reporter, log: FakeLog) -> None:
    log.end = "5-0"
    sweep(reporter, NOON)
    sweep(reporter, NOON + HOUR / 2)

    assert windows(reporter) == []


def test_each_window_begins_where_the_one_before_ended(reporter: Reporter, log: FakeLog) -> None:
    sweep(reporter, NOON)
    for hours, end in [(1, "5-0"), (2, "9-3"), (2.5, "11-0"), (3, "12-0")]:
        log.end = end
        sweep(reporter, NOON + hours * HOUR)

    assert windows(reporter) == [
        Window(after=None, upto="5-0"),
        Window(after="5-0", upto="9-3"),
        Window(after="9-3", upto="12-0"),
    ]


def test_nothing_new_makes_no_report(reporter: Reporter, log: FakeLog) -> None:
    sweep(reporter, NOON)
    log.end = "5-0"
    for hours in (1, 2, 3):
        sweep(reporter, NOON + hours * HOUR)

    assert windows(reporter) == [Window(after=None, upto="5-0")]


def test_a_window_that_was_missed_while_the_log_was_away_is_written_as_soon_as_it_is_back(
    reporter: Reporter, log: FakeLog
) -> None:
    sweep(reporter, NOON)
    log.end, log.away = "5-0", True
    with pytest.raises(LoggerUnavailable):
        sweep(reporter, NOON + HOUR)
    log.away = False
    sweep(reporter, NOON + 1.1 * HOUR)

    assert windows(reporter) == [Window(after=None, upto="5-0")]


def test_a_decision_without_its_report_gets_it(reporter: Reporter, log: FakeLog) -> None:
    sweep(reporter, NOON)
    log.end = "5-0"
    sweep(reporter, NOON + HOUR)
    (lost,) = reporter.reports.list_newest(2).reports
    (reporter.settings.reports_dir / str(lost.id) / "report.json").unlink()
    log.end = "8-0"
    sweep(reporter, NOON + 1.5 * HOUR)

    assert windows(reporter) == [Window(after=None, upto="5-0")]


def tended(reporter: Reporter) -> list[list[UUID]]:
    assert isinstance(reporter.queue, FakeQueue)
    return reporter.queue.tended


def test_what_is_not_written_is_looked_after_at_every_sweep(reporter: Reporter) -> None:
    waiting = reporter.reports.create(Window(after=None, upto="5-0"), "en", scheduled=False)
    sweep(reporter, NOON)
    sweep(reporter, NOON)
    reporter.reports.save(waiting.model_copy(update={"status": "done"}))
    sweep(reporter, NOON)

    assert tended(reporter) == [[waiting.id], [waiting.id], []]


def test_what_somebody_is_writing_is_left_to_him(reporter: Reporter) -> None:
    waiting = reporter.reports.create(Window(after=None, upto="5-0"), "en", scheduled=False)
    with reporter.reports.folder(waiting.id).hold():
        sweep(reporter, NOON)
    sweep(reporter, NOON)

    assert tended(reporter) == [[], [waiting.id]]


def test_a_log_that_went_back_makes_no_window_that_runs_backwards(reporter: Reporter, log: FakeLog) -> None:
    sweep(reporter, NOON)
    for hours, end in [(1, "9-0"), (2, "5-0"), (3, "10-0")]:
        log.end = end
        sweep(reporter, NOON + hours * HOUR)

    assert windows(reporter) == [Window(after=None, upto="9-0"), Window(after="9-0", upto="10-0")]


def test_of_two_only_one_sweeps(reporter: Reporter, log: FakeLog) -> None:
    sweep(reporter, NOON)
    log.end = "5-0"
    with hold(reporter.settings.reports_dir / LOCK):
        sweep(reporter, NOON + HOUR)

    assert windows(reporter) == []


def test_a_report_that_cannot_be_read_does_not_hold_up_the_windows_behind_it(reporter: Reporter, log: FakeLog) -> None:
    sweep(reporter, NOON)
    log.end = "5-0"
    sweep(reporter, NOON + HOUR)
    [broken] = reporter.reports.list_newest(1).reports
    (reporter.settings.reports_dir / str(broken.id) / "report.json").write_text("{")
    log.end = "9-0"
    sweep(reporter, NOON + 2 * HOUR)

    assert windows(reporter) == [Window(after="5-0", upto="9-0")]


def test_a_clock_that_was_a_year_ahead_does_not_stop_the_windows_for_a_year(reporter: Reporter, log: FakeLog) -> None:
    log.end = "5-0"
    sweep(reporter, NOON + 365 * 24 * HOUR)
    sweep(reporter, NOON)

    assert windows(reporter) == [Window(after=None, upto="5-0")]


def test_a_schedule_that_was_removed_goes_on_where_the_last_window_ended(reporter: Reporter, log: FakeLog) -> None:
    sweep(reporter, NOON)
    for hours, end in [(1, "9-0"), (2, "10-0")]:
        log.end = end
        sweep(reporter, NOON + hours * HOUR)
    reporter.reports.create(Window(after="10-0", upto="99-0"), "en", scheduled=False)
    (reporter.settings.reports_dir / "schedule.json").unlink()
    log.end = "100-0"
    sweep(reporter, NOON - 24 * HOUR)

    assert [one.window for one in reversed(reporter.reports.list_newest(50).reports) if one.scheduled] == [
        Window(after=None, upto="9-0"),
        Window(after="9-0", upto="10-0"),
        Window(after="10-0", upto="100-0"),
    ]


def fail(reporter: Reporter, report: Report) -> None:
    failure = ReportFailure(code="internal_error", detail="it was too slow twice")
    update = {"status": "failed", "finished_at": NOON + HOUR, "failure": failure}
    reporter.reports.save(report.model_copy(update=update))


def test_a_scheduled_report_that_failed_is_tried_again_after_an_hour_and_one_that_was_asked_for_is_not(
    reporter: Reporter, log: FakeLog
) -> None:
    sweep(reporter, NOON)
    log.end = "5-0"
    sweep(reporter, NOON + HOUR)
    [scheduled] = reporter.reports.list_unfinished()
    for report in (scheduled, reporter.reports.create(Window(after="1-0", upto="5-0"), "en", scheduled=False)):
        fail(reporter, report)
    for hours in (1.9, 2):
        sweep(reporter, NOON + hours * HOUR)

    assert tended(reporter) == [[], [scheduled.id], [], [scheduled.id]]
