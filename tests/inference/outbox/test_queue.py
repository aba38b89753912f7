import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from handdraw_inference.errors import OutboxFull, OutboxUnavailable
from handdraw_inference.outbox import file
from handdraw_inference.outbox.queue import Backlog, Entry, Outbox

MANY = 1_000
AMPLE = 10_000_000
MIB = 1024 * 1024


def entry(name: str, size: int = 10, *, refused: bool = False) -> Entry:
    return Entry(name, b"x" * size, refused)


def ids(outbox: Outbox) -> list[str]:
    return [one.event_id for _, one in outbox.oldest(MANY, AMPLE)]


@contextmanager
def open_outbox(file: Path, quota_bytes: int = AMPLE) -> Iterator[Outbox]:
    with closing(Outbox(file, quota_bytes)) as outbox:
        yield outbox


def test_what_is_appended_is_given_back_in_order(outbox: Outbox) -> None:
    outbox.append([entry("a"), entry("b")])
    outbox.append([entry("c")])

    assert ids(outbox) == ["a", "b", "c"]


def test_an_event_is_kept_as_the_json_that_is_sent(outbox: Outbox, make_entry: Callable[[int], Entry]) -> None:
    sent = make_entry(7)
    outbox.append([sent])

    assert [one for _, one in outbox.oldest(MANY, AMPLE)] == [sent]


def test_it_outlives_its_process(tmp_path: Path) -> None:
    with open_outbox(tmp_path / "outbox.db") as outbox:
        outbox.append([entry("a")])
    with open_outbox(tmp_path / "outbox.db") as again:
        found = ids(again)

    assert found == ["a"]


def test_a_batch_is_bounded_in_events_and_in_bytes_but_never_empty(outbox: Outbox) -> None:
    outbox.append([entry(str(number), 100) for number in range(5)])

    sizes = [len(outbox.oldest(count, size)) for count, size in [(2, AMPLE), (MANY, 310), (MANY, 10)]]

    assert sizes == [2, 3, 1]


def test_what_is_settled_is_gone_and_the_rest_stays_in_order(outbox: Outbox) -> None:
    outbox.append([entry(name) for name in "abcd"])
    batch = outbox.oldest(2, AMPLE)
    outbox.settle([seq for seq, _ in batch], rejected={})

    assert ids(outbox) == ["c", "d"]


def test_what_the_logger_rejected_moves_to_the_quarantine_with_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"
    with open_outbox(file) as outbox:
        outbox.append([entry(name) for name in "abc"])
        outbox.settle([seq for seq, _ in outbox.oldest(2, AMPLE)], rejected={"b": "malformed_event"})
        left = ids(outbox)
        backlog = outbox.backlog()
    with closing(sqlite3.connect(file)) as db:
        quarantined = db.execute("SELECT event_id, code, body FROM quarantine").fetchall()

    assert (left, backlog.quarantined, quarantined) == (["c"], 1, [("b", "malformed_event", b"x" * 10)])


def test_what_would_exceed_the_quota_is_turned_away_and_the_rest_of_the_commit_is_kept(tmp_path: Path) -> None:
    with open_outbox(tmp_path / "outbox.db", quota_bytes=MIB) as outbox:
        answers = outbox.append([entry("a", 600_000), entry("b", 600_000), entry("c", 200_000)])
        found = ids(outbox)

    assert ([type(answer) for answer in answers], found) == ([type(None), OutboxFull, type(None)], ["a", "c"])


def test_refusals_use_at_most_a_tenth_of_the_quota(tmp_path: Path) -> None:
    with open_outbox(tmp_path / "outbox.db", quota_bytes=MIB) as outbox:
        outbox.append([entry(f"bad{number}", 30_000, refused=True) for number in range(9)])
        outbox.append([entry("good", 30_000)])
        found = ids(outbox)

    assert found == ["bad0", "bad1", "bad2", "good"]


def test_room_is_free_again_once_events_are_settled(tmp_path: Path) -> None:
    with open_outbox(tmp_path / "outbox.db", quota_bytes=2 * MIB) as outbox:
        outbox.append([entry("a", 1_500_000)])
        with pytest.raises(OutboxFull):
            outbox.check()
        outbox.settle([seq for seq, _ in outbox.oldest(1, AMPLE)], {})
        outbox.check()

        answers = outbox.append([entry("b", 1_000_000)])

    assert answers == [None]


def lies(file: Path) -> int:
    """Return the bytes of all files of this name."""
    return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))


def fill_up(outbox: Outbox, at_once: int) -> int:
    """Append events such as a drawing's until no more is taken, and return how many were."""
    taken = 0
    while not any(answers := outbox.append([entry(f"{taken}-{number}", 2_000) for number in range(at_once)])):
        taken += len(answers)
    return taken


def drain(outbox: Outbox) -> None:
    while batch := outbox.oldest(MANY, AMPLE):
        outbox.settle([seq for seq, _ in batch], {})


@pytest.mark.parametrize("at_once", [1, 16])
@pytest.mark.parametrize("quota_mib", [1, 8])
def test_the_quota_is_of_what_lies_on_the_disk(tmp_path: Path, quota_mib: int, at_once: int) -> None:
    file, quota = tmp_path / "outbox.db", quota_mib * MIB
    with open_outbox(file, quota) as outbox:
        taken = fill_up(outbox, at_once)
        full = lies(file)

    assert (0.4 * quota < taken * 2_000, 0.9 * quota < full < 1.1 * quota + at_once * 10_000) == (True, True)


def test_its_log_is_bounded_however_much_is_written(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"
    with open_outbox(file, 8 * MIB) as outbox:
        largest = 0
        for _ in range(20):
            for number in range(100):
                outbox.append([entry(str(number), 2_000)])
            largest = max(largest, file.with_name("outbox.db-wal").stat().st_size)
            drain(outbox)

    assert largest <= 1.1 * MIB


def test_it_says_what_it_holds(outbox: Outbox) -> None:
    outbox.append([entry("a", 40), entry("b", 2, refused=True)])

    backlog = outbox.backlog()

    assert replace(backlog, oldest_age_s=0) == Backlog(events=2, bytes=42, oldest_age_s=0, quarantined=0)
    assert 0 <= backlog.oldest_age_s < 60


def test_two_processes_may_write_one_file_at_once(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"

    def write(outbox: Outbox, writer: int) -> None:
        for number in range(100):
            outbox.append([entry(f"{writer}-{number}")])

    with open_outbox(file) as one, open_outbox(file) as other, ThreadPoolExecutor() as threads:
        list(threads.map(write, (one, other), (0, 1)))
        found = ids(one)

    assert sorted(found) == sorted(f"{writer}-{number}" for writer in (0, 1) for number in range(100))


def test_the_quarantine_takes_of_the_quota_too(tmp_path: Path) -> None:
    with open_outbox(tmp_path / "outbox.db", quota_bytes=4 * MIB) as outbox:
        outbox.append([entry("rejected", 1_000_000)])
        outbox.settle([seq for seq, _ in outbox.oldest(1, AMPLE)], {"rejected": "malformed_event"})

        answers = outbox.append([entry("a", 2_000_000), entry("b", 200_000)])

    assert [type(answer) for answer in answers] == [OutboxFull, type(None)]


def test_nothing_is_taken_while_the_oldest_waits_for_too_long_and_then_again(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"
    with closing(Outbox(file, AMPLE, max_age_s=60)) as outbox:
        outbox.append([entry("a")])
        in_time = outbox.append([entry("b")])
        with closing(sqlite3.connect(file)) as db, db:
            db.execute("UPDATE outbox SET appended_at = appended_at - 61 WHERE event_id = 'a'")
        (too_late,) = outbox.append([entry("c")])
        with pytest.raises(OutboxFull):
            outbox.check()
        outbox.settle([outbox.oldest(1, AMPLE)[0][0]], {})
        outbox.check()
        again = outbox.append([entry("d")])
        kept = ids(outbox)

    assert {"in time": in_time, "too late": type(too_late), "again": again} == {
        "in time": [None],
        "too late": OutboxFull,
        "again": [None],
    }
    assert kept == ["b", "d"]


def test_however_long_the_oldest_waits_where_no_age_is_set(outbox: Outbox) -> None:
    outbox.append([entry("a")])
    with closing(sqlite3.connect(outbox.file)) as db, db:
        db.execute("UPDATE outbox SET appended_at = 0")
    outbox.check()

    assert outbox.append([entry("b")]) == [None]


def limit_pages(outbox: Outbox, more: int | None) -> None:
    """Leave no more room, in SQLite's own way."""
    with outbox._db.reading() as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {2**30 if more is None else pages + more}")


def test_a_full_disk_is_said_so_and_nothing_of_the_commit_is_kept(outbox: Outbox) -> None:
    outbox.append([entry("before")])
    limit_pages(outbox, 0)

    with pytest.raises(OutboxUnavailable, match="full"):
        outbox.append([entry("small"), entry("large", 100_000)])

    assert (ids(outbox), outbox.backlog().events) == (["before"], 1)


def test_it_goes_on_by_itself_once_there_is_room_again(outbox: Outbox) -> None:
    limit_pages(outbox, 0)
    with pytest.raises(OutboxUnavailable):
        outbox.append([entry("large", 100_000)])
    limit_pages(outbox, None)

    assert outbox.append([entry("large", 100_000)]) == [None]


def test_a_disk_that_may_not_be_written_is_said_so_and_is_not_corrupt(outbox: Outbox) -> None:
    with outbox._db.reading() as db:
        db.execute("PRAGMA query_only = true")  # SQLite's own way to forbid it
    with pytest.raises(OutboxUnavailable, match="readonly"):
        outbox.append([entry("a")])
    with pytest.raises(OutboxUnavailable, match="readonly"):
        outbox.check()

    assert (ids(outbox), outbox.corrupt_files()) == ([], [])


def test_the_last_room_on_the_disk_is_left_for_letting_events_go(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.append([entry("a")])
    monkeypatch.setattr(file, "RESERVE_BYTES", 2**60)
    for refused in (lambda: outbox.append([entry("b")]), outbox.check):
        with pytest.raises(OutboxUnavailable, match="the disk has less than"):
            refused()
    outbox.settle([seq for seq, _ in outbox.oldest(1, AMPLE)], {})

    assert outbox.backlog().events == 0
