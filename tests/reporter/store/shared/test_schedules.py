"""Which windows several machines decide: each event is in one, whoever decides, dies, or is cut off."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from itertools import pairwise
from pathlib import Path
from threading import Barrier

import pytest
from structlog.testing import capture_logs

from handdraw_chassis.buckets import Bucket
from handdraw_contracts.reports import Window
from handdraw_reporter.errors import LoggerUnavailable, ReportsUnwritable
from handdraw_reporter.reporter import Reporter
from handdraw_reporter.store.schedules import Schedule
from handdraw_reporter.store.shared.schedules import KEPT

from .machines import NOON, Death, FragileBucket, look, lost_answer, machine, open_folder, window, windows


def test_whoever_comes_next_begins_where_the_other_ended(two: tuple[Reporter, Reporter]) -> None:
    first, second = two
    look(first, 1, 0)
    for reporter, events, hours in ((second, 2, 0.5), (second, 3, 1), (first, 4, 1.5), (first, 5, 2), (second, 7, 3)):
        look(reporter, events, hours)

    assert windows(first) == windows(second) == [window(None, 3), window(3, 5), window(5, 7)]


def test_of_many_who_decide_at_once_and_differently_one_decides(tmp_path: Path, bucket: Bucket) -> None:
    rounds, barrier = 8, Barrier(3)

    def race(reporter: Reporter, events: int, hours: float) -> None:
        barrier.wait()
        look(reporter, events, hours)

    with ExitStack() as stack, ThreadPoolExecutor(3) as threads:
        reporters = [stack.enter_context(machine(tmp_path / name, bucket)) for name in "abc"]
        look(reporters[0], 0, 0)
        for turn in range(1, rounds + 1):
            ends = [turn * 3 + number for number in range(3)]
            list(threads.map(race, reporters, ends, [turn] * 3))
        found = windows(reporters[0])
        assert [windows(one) for one in reporters[1:]] == [found, found]

    assert (found[0].after, [one.upto for one in found[:-1]]) == (None, [one.after for one in found[1:]])
    assert len(found) == rounds


def ends_of(found: list[Window]) -> list[str | None]:
    """Return where windows end, if each begins where the one before ended."""
    assert all(before.upto == after.after for before, after in pairwise(found))
    return [one.upto for one in found]


def test_a_machine_may_die_at_any_step_and_another_goes_on(tmp_path: Path) -> None:
    for last in range(1, 100):
        bucket = open_folder(tmp_path / f"shared-{last}")
        dying = FragileBucket(bucket, last, Death, behind=False)
        with machine(tmp_path / f"a-{last}", dying) as first, machine(tmp_path / f"b-{last}", bucket) as second:
            look(second, 0, 0)
            with suppress(Death):
                look(first, 3, 1)
            look(second, 5, 1.1)
            look(second, 7, 2.2)
            found = windows(second)
            unwritten = [one.window for one in second.reports.list_unfinished()]
        assert found == unwritten
        assert (found[0].after, ends_of(found)[-1]) == (None, window(None, 7).upto)
        if not dying.is_over:
            break

    assert last > 10


@pytest.mark.parametrize("last", range(1, 16))
def test_a_decision_whose_answer_was_lost_stands(tmp_path: Path, last: int) -> None:
    bucket = open_folder(tmp_path / "shared")
    with machine(tmp_path / "a", lost_answer(bucket, last)) as first, machine(tmp_path / "b", bucket) as second:
        look(second, 0, 0)
        try:
            look(first, 3, 1)
        except ReportsUnwritable:
            look(first, 4, 1)
        look(second, 5, 2.1)
        look(first, 7, 3.2)

        assert ends_of(windows(second))[-1] == window(None, 7).upto
        assert windows(first) == windows(second)


def test_who_was_cut_off_for_a_hundred_windows_decides_none(tmp_path: Path) -> None:
    bucket = open_folder(tmp_path / "shared")
    with machine(tmp_path / "a", bucket) as cut_off, machine(tmp_path / "b", bucket) as other:
        for after in range(2 * KEPT + 1):
            window = Window(after=f"{after}-0" if after else None, upto=f"{after + 1}-0")
            other.schedule.write(Schedule(window=window, decided_at=NOON))
        end = other.schedule.end()
        late = Window(after=None, upto="9999-0")
        cut_off.schedule.write(Schedule(window=late, decided_at=NOON))

        assert len(bucket.list("schedule/")) == KEPT + 1
        assert (cut_off.schedule.end(), other.schedule.end(), end) == ("201-0",) * 3


def test_what_one_machine_decided_before_is_where_all_begin(tmp_path: Path) -> None:
    bucket = open_folder(tmp_path / "shared")
    with machine(tmp_path / "a", bucket) as alone, machine(tmp_path / "b", bucket) as other:
        (tmp_path / "a" / "windows" / f"scheduled-start-{window(None, 3).upto}-en").touch()
        look(alone, 3, 0)
        look(other, 5, 10_000_000)

        assert windows(other)[-1] == window(3, 5)


def test_a_logger_that_does_not_tell_its_end_decides_nothing(tmp_path: Path) -> None:
    with machine(tmp_path / "a", open_folder(tmp_path / "shared")) as reporter:
        look(reporter, 0, 0)
        with pytest.raises(LoggerUnavailable, match="the logger answers 503"):
            look(reporter, 9, 1, status=503)
        look(reporter, 3, 1)

        assert windows(reporter) == [window(None, 3)]


def forget(bucket: Bucket, prefix: str) -> None:
    for name in bucket.list(prefix):
        bucket.delete(name)


def test_a_window_that_the_bucket_forgot_is_put_back_by_whoever_knows_it(tmp_path: Path) -> None:
    bucket = open_folder(tmp_path / "shared")
    with capture_logs() as said, machine(tmp_path / "a", bucket) as first, machine(tmp_path / "b", bucket) as second:
        look(first, 0, 0)
        look(first, 3, 1)
        forget(bucket, "schedule/")
        look(first, 3, 1.1)
        look(second, 5, 3)
        found = windows(second)

    assert found == [window(None, 3), window(3, 5)]
    assert "the bucket lacked a scheduled window, which is put there" in [one["event"] for one in said]


def test_a_window_in_the_place_of_one_that_was_forgotten_is_said(tmp_path: Path) -> None:
    bucket = open_folder(tmp_path / "shared")
    with capture_logs() as said, machine(tmp_path / "a", bucket) as first, machine(tmp_path / "b", bucket) as second:
        look(first, 0, 0)
        look(first, 3, 1)
        forget(bucket, "schedule/")
        look(second, 0, 0)
        look(second, 5, 1)
        look(first, 7, 2.1)
        look(second, 9, 3.2)

        assert first.schedule.end() == second.schedule.end() == window(None, 9).upto
    assert any("events may be in both" in one["event"] for one in said)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", json.dumps({"window": {"after": "5-0", "upto": "4-0"}, "decided_at": "2026-11-24T12:00:00Z"}).encode()],
)
def test_a_window_that_makes_no_sense_decides_nothing(tmp_path: Path, content: bytes) -> None:
    bucket = open_folder(tmp_path / "shared")
    bucket.put("schedule/5-0", content)
    bucket.put("schedule/.nfs0001", b"")
    with machine(tmp_path / "a", bucket) as reporter, pytest.raises(ReportsUnwritable, match="mend or remove it"):
        look(reporter, 9, 0)
