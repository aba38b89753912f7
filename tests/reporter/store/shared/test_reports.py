"""Reports of several machines: each is written once, served by all, and outlives whoever wrote it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from handdraw_chassis.buckets import Bucket, BucketUnavailable
from handdraw_contracts.reports import Report, Window
from handdraw_reporter import jobs
from handdraw_reporter.asking import delete_report
from handdraw_reporter.errors import ReportsUnwritable, ReportUnreadable, UnknownReport
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.store.shared.objects import files, unwritten, window_name, written
from handdraw_reporter.store.shared.reports import SharedReports

from .machines import (
    PAGE,
    Death,
    FragileBucket,
    StubQueue,
    create,
    look,
    lost_answer,
    machine,
    open_folder,
    window,
    windows,
    write,
    write_all,
)


def figures(reporter: Reporter, report: Report) -> set[bytes]:
    names = [f"{one.name}.{ending}" for one in report.figures for ending in ("svg", "png")]
    return {reporter.reports.figure(report, name)[:4] for name in names}


def test_what_one_machine_wrote_every_other_serves(two: tuple[Reporter, Reporter]) -> None:
    first, second = two
    report = create(first)
    waiting = second.reports.get(report.id)
    write_all(first, jobs.write)
    done = second.reports.get(report.id)

    assert (waiting, done.status, first.reports.get(report.id)) == (report, "done", done)
    assert figures(second, done) == {b"<?xm", b"\x89PNG"}
    assert [one.id for one in second.reports.list_newest(9).reports] == [report.id]


def test_pages_lie_beside_for_people(two: tuple[Reporter, Reporter], bucket: Bucket) -> None:
    first, _ = two
    report = create(first)
    write_all(first)
    done = first.reports.get(report.id)

    assert {bucket.get(f"{files(done)}report.{form}").decode() for form in ("html", "md")} == {PAGE}


def test_how_far_a_report_is_is_seen_everywhere(two: tuple[Reporter, Reporter]) -> None:
    first, second = two
    report = create(first)
    step = {"status": "writing", "step": "reading the log", "progress": 0.1}
    first.reports.save(report.model_copy(update=step))

    assert second.reports.get(report.id) == report.model_copy(update=step)
    assert [one.id for one in second.reports.list_unfinished()] == [report.id]


def test_a_window_that_is_asked_for_at_two_machines_has_one_report(two: tuple[Reporter, Reporter]) -> None:
    barrier = Barrier(8)

    def ask(number: int) -> UUID:
        barrier.wait()
        return create(two[number % 2]).id

    with ThreadPoolExecutor(8) as threads:
        ids = set(threads.map(ask, range(8)))

    assert len(ids) == len(two[0].reports.list_newest(9).reports) == 1


def test_they_are_listed_newest_first_wherever_they_were_asked_for(two: tuple[Reporter, Reporter]) -> None:
    ids = [create(two[number % 2], upto=number).id for number in range(1, 6)]
    page = two[0].reports.list_newest(3)

    assert ([one.id for one in page.reports], page.next) == (ids[:1:-1], ids[2])
    assert [one.id for one in two[1].reports.list_newest(9, page.next).reports] == ids[1::-1]


def test_a_report_is_compared_with_the_one_before_whoever_wrote_that(two: tuple[Reporter, Reporter]) -> None:
    first, second = two
    create(first, upto=2)
    write_all(first, jobs.write)
    report = create(second, after=2, upto=7)
    write_all(second, jobs.write)

    titles = [section.title for section in first.reports.get(report.id).sections]
    assert "Against the window before" in titles


def names(bucket: Bucket) -> set[str]:
    return {name.partition("/")[0] for name in bucket.list()} - {"probe"}


def test_of_a_deleted_report_a_mark_is_left_and_nobody_serves_it(
    two: tuple[Reporter, Reporter], bucket: Bucket, tmp_path: Path
) -> None:
    first, second = two
    report = create(first)
    write_all(first)
    figures(second, second.reports.get(report.id))
    delete_report(first, report.id)
    for reporter in two:
        look(reporter, 0, 0)
        with pytest.raises(UnknownReport):
            reporter.reports.get(report.id)
        with pytest.raises(UnknownReport):
            reporter.reports.delete(report.id)
        assert reporter.reports.list_newest(9).reports == ()

    assert (names(bucket), bucket.get(f"deleted/{report.id}")[:3]) == ({"deleted", "schedule"}, b"202")
    assert [file for file in tmp_path.glob("?/**/*") if str(report.id) in str(file)] == []
    assert create(second).id != report.id


def test_a_scheduled_one_that_was_deleted_gets_no_successor(two: tuple[Reporter, Reporter]) -> None:
    first, second = two
    look(first, 0, 0)
    look(first, 3, 1)
    [scheduled] = first.reports.list_unfinished()
    second.reports.delete(scheduled.id)
    for reporter in two:
        look(reporter, 3, 1.1)

    assert (windows(first), create(first, upto=3).scheduled) == ([], False)


def test_one_that_is_deleted_while_another_machine_writes_it_stays_deleted(
    two: tuple[Reporter, Reporter], bucket: Bucket
) -> None:
    first, second = two
    report = create(first)
    with first.reports.writing(report.id):
        second.reports.delete(report.id)
        with pytest.raises(UnknownReport):
            write(first, report)

    look(second, 0, 0)
    assert names(bucket) == {"deleted", "schedule"}


def test_of_two_machines_that_write_the_same_one_is_the_first(two: tuple[Reporter, Reporter], bucket: Bucket) -> None:
    first, second = two
    report = create(first)
    with second.reports.writing(report.id), first.reports.writing(report.id):
        done = write(first, report)
        write(second, report)

    assert second.reports.get(report.id) == first.reports.get(report.id) == done
    assert {name.split("/")[2] for name in bucket.list("files/")} == {files(done).split("/")[2]}
    assert bucket.list("unwritten/") == {}


def test_whoever_writes_may_die_at_any_step_and_another_writes_it(tmp_path: Path) -> None:
    for last in range(1, 200):
        bucket = open_folder(tmp_path / f"shared-{last}")
        dying = FragileBucket(bucket, last, Death, behind=False)
        with machine(tmp_path / f"a-{last}", dying) as first, machine(tmp_path / f"b-{last}", bucket) as second:
            report = create(second)
            with suppress(Death):
                write_all(first)
            look(second, 0, 0)
            write_all(second)
            done = second.reports.get(report.id)
            look(second, 0, 0)
            assert (done.status, figures(second, done)) == ("done", {b"<?xm", b"\x89PNG"})
            assert (list(second.reports.list_unfinished()), bucket.list("unwritten/")) == ([], {})
        if not dying.is_over:
            break

    assert last > 15


def test_whoever_deletes_may_die_at_any_step_and_another_finishes_it(tmp_path: Path) -> None:
    outcomes = set()
    for last in range(1, 200):
        bucket = open_folder(tmp_path / f"shared-{last}")
        dying = FragileBucket(bucket, last, Death, behind=False)
        with machine(tmp_path / f"a-{last}", dying) as first, machine(tmp_path / f"b-{last}", bucket) as second:
            report = create(second, upto=1)
            write_all(second)
            with suppress(Death):
                first.reports.delete(report.id)
            look(second, 0, 0)
            left = {name for name in bucket.list() if str(report.id) in name}
            listed = [one.id for one in second.reports.list_newest(9).reports]
            outcomes.add(bool(listed))
            assert listed or left == {f"deleted/{report.id}"}
        if not dying.is_over:
            break

    assert outcomes == {True, False}


def test_an_answer_that_was_lost_costs_a_try_at_most(tmp_path: Path) -> None:
    for last in range(1, 200):
        bucket = open_folder(tmp_path / f"shared-{last}")
        fragile = lost_answer(bucket, last)
        with machine(tmp_path / f"a-{last}", fragile) as reporter:
            for _ in range(2):
                with suppress(ReportsUnwritable):
                    create(reporter)
                    write_all(reporter)
                    look(reporter, 0, 0)
        with machine(tmp_path / f"b-{last}", bucket) as other:
            [report] = other.reports.list_newest(9).reports
        assert (report.status, bucket.list("unwritten/")) == ("done", {})
        if not fragile.is_over:
            break

    assert last > 15


def test_what_a_worker_elsewhere_writes_is_left_to_it(two: tuple[Reporter, Reporter]) -> None:
    first, _ = two
    report, other = create(first, upto=1), create(first, upto=2)
    assert isinstance(first.queue, StubQueue)
    first.queue.begun = frozenset([report.id])
    look(first, 0, 0)

    assert first.queue.tended == [other.id]


def test_a_service_starts_without_its_bucket_and_every_question_says_why(tmp_path: Path) -> None:
    bucket = open_folder(tmp_path / "shared")
    (tmp_path / "shared").rmdir()
    with machine(tmp_path / "a", bucket) as reporter:
        reports = reporter.reports
        asks = (
            lambda: reports.get(uuid4()),
            lambda: reports.list_newest(9),
            reports.probe,
            lambda: create(reporter),
            lambda: reports.delete(uuid4()),
            reporter.schedule.end,
            lambda: look(reporter, 0, 0),
        )
        for ask in asks:
            with pytest.raises(ReportsUnwritable, match=r"Reports cannot be kept in file://.*/shared"):
                ask()


class FullBucket(FragileBucket):
    """Takes nothing while it is full, and gives what it has."""

    def __init__(self, whole: Bucket) -> None:
        super().__init__(whole, 1_000_000, Death, behind=False)
        self.is_full = False

    def put(self, name: str, content: bytes | Path) -> None:
        self._refuse()
        super().put(name, content)

    def create(self, name: str, content: bytes) -> bool:
        self._refuse()
        return super().create(name, content)

    def _refuse(self) -> None:
        if self.is_full:
            raise BucketUnavailable(f"{self.url}: QuotaExceeded: no room is left")


def test_a_full_bucket_serves_what_it_has_and_what_it_did_not_take_is_written_when_there_is_room(
    tmp_path: Path,
) -> None:
    full = FullBucket(open_folder(tmp_path / "shared"))
    with machine(tmp_path / "a", full) as reporter:
        done = create(reporter, upto=1)
        write_all(reporter)
        waiting = create(reporter, upto=2)
        full.is_full = True
        refused = (
            lambda: write_all(reporter),
            lambda: create(reporter, upto=3),
            lambda: reporter.reports.delete(done.id),
            reporter.reports.probe,
        )
        for ask in refused:
            with pytest.raises(ReportsUnwritable, match="QuotaExceeded: no room is left"):
                ask()
        served = [reporter.reports.get(one.id).status for one in (done, waiting)]
        full.is_full = False
        look(reporter, 0, 0)
        write_all(reporter)

        assert (served, reporter.reports.get(waiting.id).status) == (["done", "queued"], "done")


def test_a_report_that_the_bucket_forgot_is_said(two: tuple[Reporter, Reporter], bucket: Bucket) -> None:
    first, second = two
    report, other = create(first, upto=1), create(first, upto=2)
    write_all(first)
    look(second, 0, 0)
    before = second.reports.list_faults()
    bucket.delete(written(report.id))
    look(second, 0, 0)

    assert (before, second.reports.list_faults()) == (
        (),
        (f"the bucket has forgotten reports that nobody deleted: {report.id}",),
    )
    assert [one.id for one in second.reports.list_newest(9).reports] == [other.id]
    with pytest.raises(ReportUnreadable, match="The bucket has forgotten report"):
        second.reports.get(report.id)


def test_a_figure_that_the_bucket_forgot_is_said(two: tuple[Reporter, Reporter], bucket: Bucket) -> None:
    first, second = two
    report = create(first)
    write_all(first)
    done = second.reports.get(report.id)
    bucket.delete(f"{files(done)}figures/{done.figures[0].name}.svg")

    with pytest.raises(ReportUnreadable, match=f"The bucket has forgotten {done.figures[0].name}.svg"):
        second.reports.figure(done, f"{done.figures[0].name}.svg")


@pytest.mark.parametrize("content", [b"", b"{", b'{"id": 7}', b"\xff" * 100_000])
def test_objects_that_make_no_sense_are_said_and_hide_no_other(
    two: tuple[Reporter, Reporter], bucket: Bucket, content: bytes
) -> None:
    first, second = two
    whole, broken = create(first), uuid4()
    bucket.put(written(broken), content)
    bucket.put("written/backup-copy", content)
    bucket.put(unwritten(uuid4()), content)
    bucket.put(window_name(window(None, 4), "en", scheduled=False), content)

    assert [one.id for one in second.reports.list_newest(9).reports] == [whole.id]
    assert [one.id for one in second.reports.list_unfinished()] == [whole.id]
    with pytest.raises(ReportUnreadable, match=f"Report {broken} cannot be read from the bucket"):
        second.reports.get(broken)
    with pytest.raises(ReportUnreadable, match="names no report"):
        create(second, upto=4)
    second.reports.delete(broken)
    with pytest.raises(UnknownReport):
        second.reports.get(broken)


def test_a_copy_that_broke_is_read_again(two: tuple[Reporter, Reporter], tmp_path: Path) -> None:
    first, second = two
    report = create(first)
    write_all(first)
    done = second.reports.get(report.id)
    (tmp_path / "b" / "shared" / "copies" / written(report.id)).write_text("{")

    assert second.reports.get(report.id) == done


def test_they_are_counted(two: tuple[Reporter, Reporter], bucket: Bucket) -> None:
    first, second = two
    report = create(first, upto=1)
    write_all(first)
    create(first, upto=2)
    bucket.put(unwritten(uuid4()), b"{")
    finished = first.reports.get(report.id).finished_at
    count = second.reports.take_census()

    assert finished is not None
    assert (dict(count.by_status), count.written_at) == (
        {"queued": 1, "done": 1, "unreadable": 1},
        finished.timestamp(),
    )
    assert second.reports.count_unfinished() == 1


def test_one_that_failed_is_known_until_it_is_queued_again(two: tuple[Reporter, Reporter]) -> None:
    first, second = two
    report = first.create_report(Window(after=None, upto="5-0"), "en", scheduled=True)
    first.reports.save(report.model_copy(update={"status": "failed"}))
    failed = [one.id for one in second.reports.list_failed()]
    look(second, 0, 10_000_000)

    assert (failed, first.reports.get(report.id).status) == ([report.id], "queued")


def test_a_list_is_good_for_a_moment(tmp_path: Path) -> None:
    bucket = open_folder(tmp_path / "shared")
    with machine(tmp_path / "a", bucket) as first, machine(tmp_path / "b", bucket) as second:
        assert isinstance(second.reports, SharedReports)
        create(first, upto=1)
        second.reports._listing._for_s = 1e9
        second.reports.list_newest(9)
        create(first, upto=2)
        before = len(second.reports.list_newest(9).reports)
        create(second, upto=3)

        assert (before, len(second.reports.list_newest(9).reports)) == (1, 3)
