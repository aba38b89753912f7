import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from copying import MANIFEST, CannotCopy, copy_archive, copy_log, copy_outbox, copy_reports, copy_tree
from redis import Redis
from redis.exceptions import RedisError

from handdraw_chassis.locks import try_hold

from ..processes import answering_redis, eventually, free_port

BATCH = 20


def files(folder: Path) -> dict[str, str]:
    return {str(one.relative_to(folder)): one.read_text() for one in folder.rglob("*") if one.is_file()}


def write(folder: Path, **contents: str) -> None:
    for name, text in contents.items():
        file = folder / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@contextmanager
def writing(client: Redis) -> Iterator[None]:
    """Append numbers in order, some at a time and all or none, and have the file rewritten all the time."""
    stopped = threading.Event()

    def write_on() -> None:
        number = 0
        while not stopped.is_set():
            with client.pipeline(transaction=True) as batch:
                for _ in range(BATCH):
                    batch.rpush("numbers", number)
                    number += 1
                batch.execute()
            if number % (10 * BATCH) == 0:
                with suppress(RedisError):  # one is under way
                    client.bgrewriteaof()

    thread = threading.Thread(target=write_on)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def await_more(client: Redis) -> None:
    before = client.llen("numbers")
    eventually(lambda: client.llen("numbers") > before, "more is written")


def test_a_log_that_is_written_and_rewritten_is_copied_as_it_was_at_one_moment(tmp_path: Path) -> None:
    held = []
    (tmp_path / "redis").mkdir()
    with answering_redis(tmp_path / "redis", free_port()) as client, writing(client):
        for number in range(5):
            await_more(client)
            copy_log(tmp_path / "redis", tmp_path / f"copy-{number}")
    for number in range(5):
        with answering_redis(tmp_path / f"copy-{number}", free_port()) as copy:
            held.append([int(one) for one in copy.lrange("numbers", 0, -1)])

    lengths = [len(one) for one in held]
    assert (held, lengths, [0] * 5) == (
        [list(range(length)) for length in lengths],
        sorted(set(lengths)),
        [length % BATCH for length in lengths],
    )


def test_what_redis_is_about_to_delete_is_left_out(tmp_path: Path) -> None:
    manifest = "file a.rdb seq 2 type b\nfile old.aof seq 1 type h\nfile b.aof seq 2 type i\n"
    source = tmp_path / "redis" / "appendonlydir"
    write(source, **{"a.rdb": "base", "b.aof": "rest", MANIFEST: manifest})
    copy_log(tmp_path / "redis", tmp_path / "copy")

    assert files(tmp_path / "copy" / "appendonlydir") == {
        "a.rdb": "base",
        "b.aof": "rest",
        MANIFEST: "file a.rdb seq 2 type b\nfile b.aof seq 2 type i\n",
    }


def test_a_log_whose_files_are_never_there_is_given_up_in_words(tmp_path: Path) -> None:
    write(tmp_path / "redis" / "appendonlydir", **{MANIFEST: "file a.rdb seq 1 type b\n"})

    with pytest.raises(CannotCopy, match=r"rewrites .* all the time"):
        copy_log(tmp_path / "redis", tmp_path / "copy")


def test_an_outbox_in_use_is_copied_with_what_was_committed(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "outbox.db", isolation_level=None)) as outbox:
        outbox.execute("PRAGMA journal_mode = WAL")
        outbox.execute("CREATE TABLE outbox (body)")
        outbox.execute("INSERT INTO outbox VALUES ('committed')")
        outbox.execute("BEGIN IMMEDIATE")
        outbox.execute("INSERT INTO outbox VALUES ('not yet')")
        copy_outbox(tmp_path / "outbox.db", tmp_path / "copy" / "outbox.db")
    with closing(sqlite3.connect(tmp_path / "copy" / "outbox.db")) as copy:
        held = copy.execute("SELECT body FROM outbox").fetchall()

    assert held == [("committed",)]


def test_what_is_no_outbox_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "outbox.db").write_text("no database, " * 100)

    with pytest.raises(CannotCopy, match=r"outbox\.db cannot be copied: file is not a database"):
        copy_outbox(tmp_path / "outbox.db", tmp_path / "copy" / "outbox.db")


def test_of_reports_all_is_copied_but_locks_and_what_is_unfinished(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    write(reports, windows__one="id", id__figures__digits="figure", **{"schedule.json": "{}", "id__.lock": ""})
    write(reports, **{".probe": "x", ".deleted-id__report.json": "x"})
    copy_reports(reports, tmp_path / "copy")

    assert files(tmp_path / "copy") == {"windows/one": "id", "id/figures/digits": "figure", "schedule.json": "{}"}


def test_reports_wait_for_a_window_that_is_being_decided(tmp_path: Path) -> None:
    write(tmp_path / "reports", **{"schedule.json": "before"})
    with try_hold(tmp_path / "reports" / ".schedule.lock"):
        copying = threading.Thread(target=copy_reports, args=(tmp_path / "reports", tmp_path / "copy"))
        copying.start()
        copying.join(0.1)
        write(tmp_path / "reports", **{"schedule.json": "after"})
    copying.join()

    assert files(tmp_path / "copy") == {"schedule.json": "after"}


def test_of_the_archive_its_index_and_what_was_acknowledged_are_left_out(tmp_path: Path) -> None:
    kept = {"1-0_2-0.jsonl.gz": "segment", "3-0.end": "", "loss.json": "{}", "salvaged-1.jsonl": "{}"}
    write(tmp_path / "archive", **kept, **{"index.db": "x", "acknowledged": "9-0", "lock": "", "unfinished.gz": "x"})
    copy_archive(tmp_path / "archive", tmp_path / "copy")

    assert files(tmp_path / "copy") == kept


def test_what_is_not_there_is_not_copied(tmp_path: Path) -> None:
    copy_outbox(tmp_path / "outbox.db", tmp_path / "copy" / "outbox.db")
    copy_reports(tmp_path / "reports", tmp_path / "copy" / "reports")
    copy_log(tmp_path / "redis", tmp_path / "copy" / "redis")
    copy_archive(tmp_path / "archive", tmp_path / "copy" / "archive")

    assert not (tmp_path / "copy").exists()


def test_a_file_that_goes_meanwhile_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "gone").symlink_to(tmp_path / "nowhere")
    write(tmp_path / "tree", there="x")
    copy_tree(tmp_path / "tree", tmp_path / "copy")

    assert files(tmp_path / "copy") == {"there": "x"}
