from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from handdraw_contracts.reports import ReportState, Window
from handdraw_reporter.errors import ReportsUnwritable, ReportUnreadable, UnknownReport
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


def find_all(reports: Reports) -> list[str]:
    """Return all files in the folders but for locks."""
    files = [file.relative_to(reports._folder) for file in reports._folder.rglob("*") if file.is_file()]
    return sorted(str(file) for file in files if not file.name.endswith(".lock"))


@pytest.mark.parametrize("status", ["queued", "writing", "done", "failed"])
def test_of_a_deleted_report_nothing_is_left_and_its_window_may_be_asked_for_again(
    reports: Reports, status: ReportState
) -> None:
    first = reports.create(WINDOW, "en", scheduled=False)
    reports.save(first.model_copy(update={"status": status}))
    reports.delete(first.id)
    remains = find_all(reports)
    second = reports.create(WINDOW, "en", scheduled=False)

    assert (remains, second.id != first.id, second.status) == ([], True, "queued")


def test_a_scheduled_report_that_was_deleted_gets_no_successor_but_may_be_asked_for(reports: Reports) -> None:
    scheduled = reports.create(WINDOW, "en", scheduled=True)
    reports.delete(scheduled.id)
    with pytest.raises(UnknownReport):
        reports.create(WINDOW, "en", scheduled=True)
    asked = reports.create(WINDOW, "en", scheduled=False)

    assert [one.id for one in reports.list_newest(9).reports] == [asked.id]


def test_a_report_that_is_not_there_cannot_be_deleted_nor_one_twice(reports: Reports) -> None:
    report = reports.create(WINDOW, "en", scheduled=False)
    reports.delete(report.id)
    for report_id in (report.id, uuid4()):
        with pytest.raises(UnknownReport, match=str(report_id)):
            reports.delete(report_id)


def test_a_broken_report_can_be_deleted(reports: Reports) -> None:
    broken = reports.create(WINDOW, "en", scheduled=False)
    (reports._folder / str(broken.id) / "report.json").write_text("{")
    reports.delete(broken.id)

    assert find_all(reports) == []


def test_a_report_that_is_saved_after_it_was_deleted_stays_deleted(reports: Reports) -> None:
    report = reports.create(WINDOW, "en", scheduled=False)
    reports.delete(report.id)
    with pytest.raises(UnknownReport):
        reports.save(report.model_copy(update={"status": "writing"}))

    assert find_all(reports) == []


def test_what_a_crash_left_of_a_deleted_report_is_removed(reports: Reports) -> None:
    report = reports.create(WINDOW, "en", scheduled=True)
    reports.save(report.model_copy(update={"status": "failed"}))
    reports.folder(report.id).discard()
    reports.clear_deleted()

    assert [name for name in find_all(reports) if not name.startswith("windows")] == []


def test_of_many_who_delete_and_ask_at_once_one_report_is_left_or_none(reports: Reports) -> None:
    def turn(number: int) -> None:
        report = reports.create(WINDOW, "en", scheduled=False)
        if number % 2:
            with suppress(UnknownReport):
                reports.delete(report.id)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(turn, range(40)))
    found = [one.id for one in reports.list_newest(9).reports]

    assert found == [reports.create(WINDOW, "en", scheduled=False).id] or found == []


def test_what_is_over_for_so_long_has_expired(reports: Reports) -> None:
    now = datetime.now(UTC)
    made = [reports.create(Window(after=None, upto=f"{n}-0"), "en", scheduled=False) for n in range(4)]
    done, waiting, late, broken = made
    reports.save(done.model_copy(update={"status": "done", "finished_at": now}))
    reports.save(late.model_copy(update={"status": "done", "finished_at": now + timedelta(days=2)}))
    (reports._folder / str(broken.id) / "report.json").write_text("{")
    expired = [set(reports.find_expired(now + timedelta(days=days))) for days in (-1, 1, 3)]

    assert expired == [set(), {done.id, broken.id}, {done.id, late.id, broken.id}]
    assert waiting.id not in expired[-1]
