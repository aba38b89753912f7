"""What waits, in files: in its order, for one window at a time, and whatever happens to the disk."""

import os
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handdraw_desktop.errors import QueueInUse, QueueUnusable
from handdraw_desktop.gateway.calls import Classify, Fault, Tell
from handdraw_desktop.gateway.queue import FILES, Queue
from handdraw_desktop.gateway.queue_file import QueueFile, Waiting, waiting

from ..answers import KEY, OTHER_KEY

DRAWING = waiting(Classify(KEY, b"png"))
LABEL = waiting(Tell(KEY, 7))
OTHER = waiting(Classify(OTHER_KEY, b"other"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "waiting"


@pytest.fixture
def file(folder: Path) -> Path:
    return folder / "waiting-1.db"


@pytest.fixture
def queue(folder: Path) -> Iterator[Queue]:
    with closing(Queue(folder)) as queue:
        queue.claim()
        yield queue


def claimed(folder: Path) -> tuple[list[Waiting], list[Fault]]:
    """As the next window would find it."""
    with closing(Queue(folder)) as queue:
        return queue.claim()


def test_a_drawing_waits_under_its_idempotency_key_and_each_label_under_one_of_its_own() -> None:
    assert (DRAWING.key, LABEL.key != waiting(LABEL.order).key) == (str(KEY), True)


def test_what_waits_outlives_the_window_in_its_order(queue: Queue, folder: Path) -> None:
    for waits in (DRAWING, LABEL, OTHER):
        queue.put(waits)
    queue.close()

    assert claimed(folder) == ([DRAWING, LABEL, OTHER], [])


def test_what_was_taken_is_gone(queue: Queue, folder: Path) -> None:
    for waits in (DRAWING, LABEL, OTHER):
        queue.put(waits)
    queue.remove(DRAWING.key, OTHER.key)
    queue.close()

    assert claimed(folder) == ([LABEL], [])


def test_the_same_drawing_twice_waits_once(queue: Queue, folder: Path) -> None:
    queue.put(DRAWING)
    queue.put(DRAWING)
    queue.close()

    assert claimed(folder) == ([DRAWING], [])


def test_two_windows_never_hold_the_same_order(queue: Queue, folder: Path) -> None:
    queue.put(DRAWING)
    with closing(Queue(folder)) as second:
        found = second.claim()
        second.put(OTHER)

        assert (found, queue.claim()) == (([], []), ([], []))
    assert (queue.claim(), claimed(folder)) == (([OTHER], []), ([], []))


def test_what_another_window_left_is_removed_from_where_it_lies(queue: Queue, folder: Path) -> None:
    with closing(Queue(folder)) as second:
        second.claim()
        second.put(OTHER)
    queue.put(DRAWING)
    queue.claim()
    queue.remove(OTHER.key)
    queue.close()

    assert claimed(folder) == ([DRAWING], [])


def test_a_file_is_held_by_one(queue: Queue, file: Path) -> None:
    with pytest.raises(QueueInUse):
        QueueFile(file)

    assert queue.claim() == ([], [])


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_nobody_else_may_read_it(queue: Queue, folder: Path) -> None:
    queue.put(DRAWING)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}

    assert (stat.S_IMODE(folder.stat().st_mode), modes) == (0o700, {0o600})


def tear(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0" + os.urandom(5000))


def fill_with_text(file: Path) -> None:
    file.write_text("not a queue at all\n" * 1000)


def make_anothers(file: Path) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE orders (pizza TEXT)")


def make_newer(file: Path) -> None:
    QueueFile(file).close()
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("PRAGMA user_version = 99")


def write_nonsense(file: Path) -> None:
    QueueFile(file).close()
    with closing(sqlite3.connect(file)) as other:
        other.execute("INSERT INTO orders (key, drawing, digit) VALUES ('a', 'no uuid', 7)")
        other.commit()


def overwrite_pages(file: Path) -> None:
    with closing(QueueFile(file)) as opened:
        for digit in range(200):
            opened.put(waiting(Tell(KEY, digit % 10)))
    pages = bytearray(file.read_bytes())
    pages[4096:] = b"\xa5" * len(pages[4096:])
    file.write_bytes(pages)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (tear, Fault.DAMAGED),
        (fill_with_text, Fault.DAMAGED),
        (overwrite_pages, Fault.DAMAGED),
        (write_nonsense, Fault.DAMAGED),
        (make_anothers, Fault.FOREIGN),
        (make_newer, Fault.FOREIGN),
    ],
)
def test_a_file_that_is_none_of_ours_is_left_alone_told_once_and_another_is_used(
    folder: Path, file: Path, spoil: Callable[[Path], None], fault: Fault
) -> None:
    folder.mkdir(parents=True)
    spoil(file)
    before = file.read_bytes()
    with closing(Queue(folder)) as queue:
        told = [queue.claim(), queue.claim()]
        queue.put(DRAWING)

    assert (told, file.read_bytes() == before) == ([([], [fault]), ([], [])], True)
    assert claimed(folder) == ([DRAWING], [fault])


def test_a_folder_that_cannot_be_made_is_said_once_and_keeps_nothing(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with closing(Queue(tmp_path / "data" / "waiting")) as queue:
        told = [queue.claim(), queue.claim()]
        with pytest.raises(QueueUnusable) as raised:
            queue.put(DRAWING)

    assert (told, raised.value.fault) == ([([], [Fault.UNWRITABLE]), ([], [])], Fault.UNWRITABLE)


def test_a_folder_that_can_be_written_again_is_used_again(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with closing(Queue(tmp_path / "data" / "waiting")) as queue:
        queue.claim()
        (tmp_path / "data").unlink()
        queue.claim()
        queue.put(DRAWING)

    assert claimed(tmp_path / "data" / "waiting") == ([DRAWING], [])


def test_a_full_disk_is_said_and_what_was_kept_stays(queue: Queue, folder: Path) -> None:
    queue.put(DRAWING)
    queue._files[1]._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(QueueUnusable) as raised:
        queue.put(waiting(Classify(OTHER_KEY, bytes(100_000))))
    queue.close()

    assert (raised.value.fault, claimed(folder)) == (Fault.FULL, ([DRAWING], []))


def test_with_more_windows_than_files_the_last_keeps_nothing(folder: Path) -> None:
    queues = [Queue(folder) for _ in range(FILES + 1)]
    for queue in queues:
        queue.claim()
    with pytest.raises(QueueUnusable) as raised:
        queues[-1].put(DRAWING)
    for queue in queues:
        queue.close()

    assert raised.value.fault is Fault.FAILED
