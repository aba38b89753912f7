from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from handdraw_contracts.reports import Report, ReportState, Window
from handdraw_reporter.store.backlog import Backlog

FIRST, SECOND = UUID("01990000-0000-7000-8000-000000000001"), UUID("01990000-0000-7000-8000-000000000002")


def report(status: ReportState, report_id: UUID = FIRST, *, scheduled: bool = False) -> Report:
    window = Window(after="1-0", upto="9-0")
    asked = datetime(2026, 11, 24, tzinfo=UTC)
    return Report(id=report_id, status=status, scheduled=scheduled, language="en", window=window, requested_at=asked)


@pytest.fixture
def backlog(tmp_path: Path) -> Backlog:
    backlog = Backlog(tmp_path)
    backlog.begin(list)
    return backlog


def ids(backlog: Backlog) -> dict[str, list[UUID]]:
    return {"unfinished": backlog.unfinished_ids(), "failed": backlog.failed_ids()}


@pytest.mark.parametrize(
    ("of", "unfinished", "failed"),
    [
        (report("queued"), [FIRST], []),
        (report("writing"), [FIRST], []),
        (report("done"), [], []),
        (report("failed"), [], []),
        (report("failed", scheduled=True), [], [FIRST]),
        (report("queued", scheduled=True), [FIRST], []),
    ],
)
def test_a_report_is_marked_by_what_it_waits_for(
    backlog: Backlog, of: Report, unfinished: list[UUID], failed: list[UUID]
) -> None:
    backlog.mark(of)
    backlog.unmark(of)

    assert ids(backlog) == {"unfinished": unfinished, "failed": failed}


def test_while_a_report_changes_it_has_a_mark_too_many_and_never_one_too_few(backlog: Backlog) -> None:
    backlog.mark(report("queued", scheduled=True))
    backlog.mark(report("failed", scheduled=True))

    assert ids(backlog) == {"unfinished": [FIRST], "failed": [FIRST]}


def test_marks_are_given_oldest_first(backlog: Backlog) -> None:
    for report_id in (SECOND, FIRST):
        backlog.mark(report("queued", report_id))

    assert backlog.unfinished_ids() == [FIRST, SECOND]


def test_a_backlog_that_has_begun_reads_no_report(tmp_path: Path, backlog: Backlog) -> None:
    def read_all() -> Iterable[Report]:
        pytest.fail("it was read")

    backlog.mark(report("queued"))
    Backlog(tmp_path).begin(read_all)

    assert backlog.unfinished_ids() == [FIRST]
