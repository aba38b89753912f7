from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from handdraw_contracts.reports import Report, Window
from handdraw_reporter.errors import ReportsUnwritable, ReportUnreadable, UnknownReport
from handdraw_reporter.store.folders import ReportFolder


@pytest.fixture
def report() -> Report:
    return Report(
        id=uuid4(),
        status="queued",
        scheduled=False,
        language="en",
        window=Window(after="1-0", upto="9-0"),
        requested_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


@pytest.fixture
def folder(tmp_path: Path, report: Report) -> ReportFolder:
    """With a report in it."""
    folder = ReportFolder(tmp_path, report.id)
    folder.begin()
    folder.write(report)
    return folder


def test_a_report_is_read_as_it_was_written(folder: ReportFolder, report: Report) -> None:
    assert (folder.has_report(), folder.read()) == (True, report)


def test_a_report_that_is_not_there_is_unknown(tmp_path: Path) -> None:
    report_id = uuid4()

    with pytest.raises(UnknownReport, match=str(report_id)):
        ReportFolder(tmp_path, report_id).read()
    assert not ReportFolder(tmp_path, report_id).has_report()


def test_a_report_that_is_broken_is_unreadable(tmp_path: Path, folder: ReportFolder, report: Report) -> None:
    (tmp_path / str(report.id) / "report.json").write_text("{")

    with pytest.raises(ReportUnreadable, match=str(report.id)):
        folder.read()


def test_pages_and_figures_are_kept_beside_it(folder: ReportFolder) -> None:
    folder.write_page("html", "<p>")
    folder.write_figure("digits.svg", b"<svg/>")

    assert (folder.page("html"), folder.figure("digits.svg")) == ("<p>", b"<svg/>")


def test_a_page_and_a_figure_that_are_not_there_are_unknown(folder: ReportFolder, report: Report) -> None:
    with pytest.raises(UnknownReport, match=f"There is no report {report.id}"):
        folder.page("md")
    with pytest.raises(UnknownReport, match=r"has no figure digits\.svg"):
        folder.figure("digits.svg")


def test_a_report_is_in_one_pair_of_hands(folder: ReportFolder) -> None:
    with folder.hold(), folder.try_hold() as free_now:
        pass
    with folder.try_hold() as free_then:
        pass

    assert (free_now, free_then) == (False, True)


def test_nobody_can_hold_a_report_that_is_not_there(tmp_path: Path) -> None:
    missing = ReportFolder(tmp_path, uuid4())

    with pytest.raises(UnknownReport), missing.hold():
        pass
    with pytest.raises(UnknownReport), missing.try_hold():
        pass


def test_what_could_not_be_written_leaves_nothing_behind(tmp_path: Path, folder: ReportFolder, report: Report) -> None:
    (tmp_path / str(report.id) / "report.html").mkdir()
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(ReportsUnwritable):
        folder.write_page("html", "<p>")
    assert sorted(tmp_path.rglob("*")) == before


def test_what_was_deleted_while_it_was_being_written_stays_deleted(
    tmp_path: Path, folder: ReportFolder, report: Report
) -> None:
    with folder.hold():
        folder.discard()
        with pytest.raises(UnknownReport, match=str(report.id)):
            folder.write(report)
        with pytest.raises(UnknownReport, match=str(report.id)):
            folder.write_figure("digits.svg", b"<svg/>")

    assert [one.name for one in tmp_path.iterdir()] == [f".deleted-{report.id}"]


def test_what_is_not_there_cannot_be_deleted(tmp_path: Path) -> None:
    with pytest.raises(UnknownReport):
        ReportFolder(tmp_path, uuid4()).discard()


def test_a_volume_that_is_gone_is_no_deletion(tmp_path: Path, report: Report) -> None:
    with pytest.raises(ReportsUnwritable):
        ReportFolder(tmp_path / "gone", report.id).write(report)
