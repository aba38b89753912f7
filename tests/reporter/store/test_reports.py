from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from handdraw_contracts.reports import ReportState, Window
from handdraw_reporter.errors import ReportsUnwritable, ReportUnreadable
from handdraw_reporter.store.reports import Reports

WINDOW = Window(after="1-0", upto="9-0")
OTHER = Window(after="9-0", upto="12-0")


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return Reports(tmp_path / "reports")


def test_a_report_is_queued_when_it_is_created_and_found_by_its_id(reports: Reports) -> None:
    created = reports.create(WINDOW, "en", scheduled=False)

    assert (reports.get(created.id), created.status, created.window) == (created, "queued", WINDOW)


def test_a_window_has_one_report_a_language_and_kind(reports: Reports) -> None:
    ids = {reports.create(WINDOW, "en", scheduled=False).id for _ in range(3)}
    others = {
        reports.create(WINDOW, "de", scheduled=False).id,
        reports.create(WINDOW, "en", scheduled=True).id,
        reports.create(OTHER, "en", scheduled=False).id,
    }

    assert (len(ids), len(others - ids)) == (1, 3)


def test_many_who_ask_at_once_are_given_the_same_report(reports: Reports) -> None:
    with ThreadPoolExecutor(8) as threads:
        ids = set(threads.map(lambda _: reports.create(WINDOW, "en", scheduled=True).id, range(40)))

    assert (len(ids), len(reports.list_newest(10).reports)) == (1, 1)


def test_a_window_that_was_claimed_by_a_process_which_died_gets_its_report(reports: Reports) -> None:
    claimed = reports.create(WINDOW, "en", scheduled=True)
    (reports._folder / str(claimed.id) / "report.json").unlink()  # as if it had died between the two steps

    assert reports.create(WINDOW, "en", scheduled=True).id == claimed.id


def test_they_are_listed_newest_first_in_pages(reports: Reports) -> None:
    ids = [reports.create(Window(after=None, upto=f"{n}-0"), "en", scheduled=False).id for n in range(1, 6)]
    walked: list[list[UUID]] = []
    before = None
    for _ in range(3):
        page = reports.list_newest(2, before)
        walked.append([one.id for one in page.reports])
        before = page.next

    assert (walked, before) == ([[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]], None)


def test_those_that_are_not_done_are_listed_oldest_first(reports: Reports) -> None:
    first = reports.create(WINDOW, "en", scheduled=False)
    done = reports.create(OTHER, "en", scheduled=False)
    last = reports.create(OTHER, "de", scheduled=False)
    reports.save(done.model_copy(update={"status": "done"}))

    assert [one.id for one in reports.list_unfinished()] == [first.id, last.id]


def marks(reports: Reports) -> set[str]:
    return {mark.name for mark in (reports._folder / "unfinished").iterdir()}


@pytest.mark.parametrize(("status", "marked"), [("queued", 1), ("writing", 1), ("done", 0), ("failed", 0)])
def test_the_unfinished_alone_are_marked_so_that_no_other_need_be_read(
    reports: Reports, status: ReportState, marked: int
) -> None:
    report = reports.create(WINDOW, "en", scheduled=False)
    reports.save(report.model_copy(update={"status": status}))

    assert (len(marks(reports)), reports.count_unfinished(), len(reports.list_unfinished())) == (marked,) * 3


def test_a_mark_that_a_crash_has_left_is_removed(reports: Reports) -> None:
    done = reports.create(WINDOW, "en", scheduled=False)
    reports.save(done.model_copy(update={"status": "done"}))
    (reports._folder / "unfinished" / str(done.id)).touch()

    assert (list(reports.list_unfinished()), marks(reports)) == ([], set())


def test_a_mark_stays_while_somebody_holds_the_report(reports: Reports) -> None:
    failed = reports.create(WINDOW, "en", scheduled=False)
    reports.save(failed.model_copy(update={"status": "failed"}))
    (reports._folder / "unfinished" / str(failed.id)).touch()
    with reports.folder(failed.id).hold():
        unfinished = reports.list_unfinished()

    assert (list(unfinished), marks(reports)) == ([], {str(failed.id)})


@pytest.mark.parametrize("name", [str(uuid4()), ".nfs0001"])
def test_a_mark_without_its_report_is_passed_over(reports: Reports, name: str) -> None:
    (reports._folder / "unfinished" / name).touch()
    report = reports.create(WINDOW, "en", scheduled=False)

    assert list(reports.list_unfinished()) == [report]


def test_a_folder_from_before_there_were_marks_gets_them(reports: Reports) -> None:
    waiting = reports.create(WINDOW, "en", scheduled=False)
    done = reports.create(OTHER, "en", scheduled=False)
    reports.save(done.model_copy(update={"status": "done"}))
    (reports._folder / "unfinished" / str(waiting.id)).unlink()
    (reports._folder / "unfinished").rmdir()

    assert list(Reports(reports._folder).list_unfinished()) == [waiting]


def test_scheduled_ones_that_failed_are_known_until_they_are_queued_again(reports: Reports) -> None:
    failed = reports.create(WINDOW, "en", scheduled=True).model_copy(update={"status": "failed"})
    reports.save(failed)
    known = list(reports.list_failed())
    (reports._folder / "failed" / str(failed.id)).unlink()
    (reports._folder / "failed").rmdir()
    from_before_there_were_marks = list(Reports(reports._folder).list_failed())
    reports.save(failed.model_copy(update={"status": "queued"}))

    assert (known, from_before_there_were_marks, list(reports.list_failed())) == ([failed], [failed], [])


@pytest.mark.parametrize("content", [b"", b"{", b'{"id": 7}'])
def test_a_broken_report_and_a_stray_folder_are_said_so_and_hide_no_other(reports: Reports, content: bytes) -> None:
    whole = reports.create(WINDOW, "en", scheduled=False)
    broken = uuid4()
    for name in (str(broken), "backup-copy"):
        (reports._folder / name).mkdir()
        (reports._folder / name / "report.json").write_bytes(content)

    assert ([one.id for one in reports.list_newest(9).reports], [one.id for one in reports.list_unfinished()]) == (
        [whole.id],
        [whole.id],
    )
    with pytest.raises(ReportUnreadable, match=str(broken)):
        reports.get(broken)


def test_the_probe_writes_and_leaves_no_report(reports: Reports) -> None:
    reports.probe()

    assert ((reports._folder / ".probe").stat().st_size, reports.list_newest(9).reports) == (64 * 1024, ())


@pytest.fixture
def in_the_way(tmp_path: Path) -> Path:
    (tmp_path / "file").touch()
    return tmp_path / "file" / "reports"


def test_a_folder_that_cannot_be_written_is_said_so(in_the_way: Path) -> None:
    with pytest.raises(ReportsUnwritable, match="cannot be written"):
        Reports(in_the_way)


def test_marks_that_cannot_be_read_are_said_so(reports: Reports) -> None:
    (reports._folder / "unfinished").rmdir()

    for ask in (reports.list_unfinished, reports.count_unfinished):
        with pytest.raises(ReportsUnwritable, match="cannot be written"):
            ask()


def test_the_report_before_is_a_done_one_that_ends_where_this_begins_and_the_scheduled_one_of_several(
    reports: Reports,
) -> None:
    for window, scheduled in ((WINDOW, True), (WINDOW, False), (OTHER, True), (Window(after="9-0", upto="9-0"), False)):
        report = reports.create(window, "en", scheduled=scheduled)
        reports.save(report.model_copy(update={"status": "done"}))
    reports.create(Window(after="8-0", upto="9-0"), "en", scheduled=True)
    found = [reports.find_before(window) for window in (OTHER, WINDOW, Window(after=None, upto="1-0"))]

    assert [one and (one.window, one.scheduled) for one in found] == [(WINDOW, True), None, None]
