from datetime import UTC, datetime
from pathlib import Path

import pytest

from handdraw_contracts.reports import Window
from handdraw_reporter.errors import ReportsUnwritable
from handdraw_reporter.store.reports import Reports
from handdraw_reporter.store.schedules import Schedule, ScheduleFile

WINDOW = Window(after="1-0", upto="9-0")
OTHER = Window(after="9-0", upto="12-0")
DECIDED = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return Reports(tmp_path)


@pytest.fixture
def file(tmp_path: Path, reports: Reports) -> ScheduleFile:  # noqa: ARG001 - the reports make the folder
    return ScheduleFile(tmp_path)


def test_the_schedule_is_kept(file: ScheduleFile) -> None:
    before = file.end()
    schedule = Schedule(window=WINDOW, decided_at=DECIDED)
    file.write(schedule)

    assert (before, file.read(), file.end()) == (None, schedule, "9-0")


def test_without_a_schedule_the_windows_tell_where_the_last_one_ended(
    tmp_path: Path, reports: Reports, file: ScheduleFile
) -> None:
    for window in (OTHER, WINDOW):
        reports.create(window, "en", scheduled=True)
    reports.create(Window(after="12-0", upto="99-0"), "en", scheduled=False)
    (tmp_path / "windows" / ".nfs0001").touch()

    assert file.end() == "12-0"


def test_a_broken_schedule_is_said_so(tmp_path: Path, file: ScheduleFile) -> None:
    (tmp_path / "schedule.json").touch()

    with pytest.raises(ReportsUnwritable, match=r"schedule\.json cannot be read"):
        file.read()


def test_a_schedule_that_cannot_be_written_is_said_so(tmp_path: Path, file: ScheduleFile) -> None:
    (tmp_path / "schedule.json").mkdir()

    with pytest.raises(ReportsUnwritable, match="cannot be written"):
        file.write(Schedule(window=WINDOW, decided_at=DECIDED))
