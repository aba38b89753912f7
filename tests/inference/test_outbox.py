import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from handdraw_inference.errors import OutboxFull, OutboxUnavailable
from handdraw_inference.outbox import Entry, Outbox

MANY = 1_000
AMPLE = 1_000_000


def entry(name: str, size: int = 10, *, refused: bool = False) -> Entry:
    return Entry(name, b"x" * size, refused)


def ids(outbox: Outbox) -> list[str]:
    return [one.event_id for _, one in outbox.oldest(MANY, AMPLE)]


@contextmanager
def opened(file: Path, quota_bytes: int = AMPLE) -> Iterator[Outbox]:
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
    with opened(tmp_path / "outbox.db") as outbox:
        outbox.append([entry("a")])
    with opened(tmp_path / "outbox.db") as again:
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
    with opened(file) as outbox:
        outbox.append([entry(name) for name in "abc"])
        outbox.settle([seq for seq, _ in outbox.oldest(2, AMPLE)], rejected={"b": "malformed_event"})
        left = ids(outbox)
        held = outbox.held()
    with closing(sqlite3.connect(file)) as db:
        quarantined = db.execute("SELECT event_id, code, body FROM quarantine").fetchall()

    assert (left, held.quarantined, quarantined) == (["c"], 1, [("b", "malformed_event", b"x" * 10)])


def test_what_would_exceed_the_quota_is_turned_away_and_the_rest_of_the_commit_is_kept(tmp_path: Path) -> None:
    with opened(tmp_path / "outbox.db", quota_bytes=100) as outbox:
        answers = outbox.append([entry("a", 60), entry("b", 60), entry("c", 40)])
        found = ids(outbox)

    assert ([type(answer) for answer in answers], found) == ([type(None), OutboxFull, type(None)], ["a", "c"])


def test_refusals_use_at_most_a_tenth_of_the_quota(tmp_path: Path) -> None:
    with opened(tmp_path / "outbox.db", quota_bytes=1_000) as outbox:
        outbox.append([entry(f"bad{number}", 30, refused=True) for number in range(9)])
        outbox.append([entry("good", 30)])
        found = ids(outbox)

    assert found == ["bad0", "bad1", "bad2", "good"]


def test_room_is_free_again_once_events_are_settled(tmp_path: Path) -> None:
    with opened(tmp_path / "outbox.db", quota_bytes=100) as outbox:
        outbox.append([entry("a", 100)])
        with pytest.raises(OutboxFull):
            outbox.check()
        outbox.settle([seq for seq, _ in outbox.oldest(1, AMPLE)], {})
        outbox.check()

        answers = outbox.append([entry("b", 100)])

    assert answers == [None]


def test_it_says_what_it_holds(outbox: Outbox) -> None:
    outbox.append([entry("a", 40), entry("b", 2, refused=True)])

    held = outbox.held()

    assert (held.events, held.bytes, held.quarantined, 0 <= held.oldest_age_s < 60) == (2, 42, 0, True)


def test_two_processes_may_write_one_file_at_once(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"

    def write(outbox: Outbox, writer: int) -> None:
        for number in range(100):
            outbox.append([entry(f"{writer}-{number}")])

    with opened(file) as one, opened(file) as other, ThreadPoolExecutor() as threads:
        list(threads.map(write, (one, other), (0, 1)))
        found = ids(one)

    assert sorted(found) == sorted(f"{writer}-{number}" for writer in (0, 1) for number in range(100))


def test_a_file_that_is_no_outbox_is_said_so(tmp_path: Path) -> None:
    file = tmp_path / "outbox.db"
    file.write_bytes(b"not a database, but long enough to be read as one" * 100)

    with pytest.raises(OutboxUnavailable, match=r"outbox\.db cannot be used"):
        Outbox(file, AMPLE)


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(OutboxUnavailable, match="cannot be used"):
        Outbox(tmp_path / "file" / "outbox.db", AMPLE)


def test_a_full_disk_is_said_so_and_nothing_of_the_commit_is_kept(outbox: Outbox) -> None:
    outbox.append([entry("before")])
    pages = outbox._db.execute("PRAGMA page_count").fetchone()[0]
    outbox._db.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own way to have no more room

    with pytest.raises(OutboxUnavailable, match="full"):
        outbox.append([entry("small"), entry("large", 100_000)])

    assert (ids(outbox), outbox.held().events) == (["before"], 1)
