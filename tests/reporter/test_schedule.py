from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
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

        self.first: list[set[UUID]] = []

    def tend(self, unwritten: Sequence[UUID], now: datetime, first: Collection[UUID] = ()) -> None:  # noqa: ARG002
        self.tended.append(list(unwritten))
        self.first.append(set(first))


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


def test_scheduled_reports_go_first(reporter: Reporter, log: FakeLog) -> None:
    sweep(reporter, NOON)
    asked = reporter.reports.create(Window(after=None, upto="4-0"), "en", scheduled=False)
    log.end = "5-0"
    sweep(reporter, NOON + HOUR)
    [scheduled] = [one for one in reporter.reports.list_unfinished() if one.scheduled]
    assert isinstance(reporter.queue, FakeQueue)

    assert (reporter.queue.tended[-1], reporter.queue.first[-1]) == ([asked.id, scheduled.id], {scheduled.id})


def test_a_scheduled_report_that_was_deleted_is_not_written_again_and_the_next_begins_where_it_ended(
    reporter: Reporter, log: FakeLog
) -> None:
    sweep(reporter, NOON)
    log.end = "5-0"
    sweep(reporter, NOON + HOUR)
    [scheduled] = reporter.reports.list_unfinished()
    reporter.reports.delete(scheduled.id)
    sweep(reporter, NOON + 1.1 * HOUR)
    emptied = windows(reporter)
    (reporter.settings.reports_dir / "schedule.json").unlink()
    sweep(reporter, NOON + 1.2 * HOUR)
    log.end = "9-0"
    sweep(reporter, NOON + 10_000 * HOUR)

    assert (emptied, windows(reporter)) == ([], [Window(after="5-0", upto="9-0")])


def test_a_report_that_is_deleted_while_the_sweep_looks_at_it_stops_nothing(reporter: Reporter) -> None:
    gone, stays = (
        reporter.reports.create(Window(after=None, upto=upto), "en", scheduled=False) for upto in ("5-0", "6-0")
    )
    reporter.reports.folder(gone.id).discard()
    (reporter.settings.reports_dir / "unfinished" / str(gone.id)).touch()
    sweep(reporter, NOON)

    assert (tended(reporter), list(reporter.settings.reports_dir.glob(".deleted-*"))) == ([[stays.id]], [])


@pytest.mark.parametrize(
    ("days", "scheduled", "asked"),
    [
        (None, ["5-0", "7-0", "9-0"], ["7-0", "8-0"]),
        (3, ["7-0", "9-0"], ["7-0", "8-0"]),
        (1, ["9-0"], ["8-0"]),
    ],
)
def test_reports_are_deleted_for_their_age_and_the_schedule_goes_on(
    reporter: Reporter, log: FakeLog, days: float | None, scheduled: list[str], asked: list[str]
) -> None:
    then = datetime.now(UTC) + timedelta(days=10)
    for upto, age, is_scheduled in (("5-0", 4, True), ("7-0", 2, True), ("7-0", 2, False)):
        report = reporter.reports.create(Window(after=None, upto=upto), "en", scheduled=is_scheduled)
        done = {"status": "done", "finished_at": then - timedelta(days=age)}
        reporter.reports.save(report.model_copy(update=done))
    reporter.reports.create(Window(after=None, upto="8-0"), "en", scheduled=False)  # waits for ever
    aged = replace(reporter, settings=reporter.settings.model_copy(update={"delete_after_days": days}))
    for hours, log.end in enumerate(("7-0", "7-0", "9-0")):
        sweep(aged, then + hours * HOUR)

    left = aged.reports.list_newest(9).reports[::-1]
    found = [[one.window.upto for one in left if one.scheduled == kind] for kind in (True, False)]
    assert found == [scheduled, asked]
