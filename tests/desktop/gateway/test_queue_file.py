import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handdraw_desktop.errors import QueueInUse, QueueUnusable
from handdraw_desktop.gateway.calls import Classify, Fault, Tell
from handdraw_desktop.gateway.queue_file import QueueFile, waiting

from ..answers import KEY, OTHER_KEY

DRAWING = waiting(Classify(KEY, b"png"))
LABEL = waiting(Tell(KEY, 7))
OTHER = waiting(Classify(OTHER_KEY, b"other"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "waiting" / "waiting-1.db"


@pytest.fixture
def file(path: Path) -> Iterator[QueueFile]:
    with closing(QueueFile(path)) as file:
        yield file


def test_what_is_put_is_there_in_its_order_when_it_is_opened_again(file: QueueFile, path: Path) -> None:
    for waits in (OTHER, LABEL, DRAWING, OTHER):
        file.put(waits)
    file.close()
    with closing(QueueFile(path)) as again:
        assert again.read() == [OTHER, LABEL, DRAWING]


def test_all_that_is_removed_is_gone_and_nothing_else(file: QueueFile) -> None:
    for waits in (OTHER, LABEL, DRAWING):
        file.put(waits)
    file.remove([OTHER.key, DRAWING.key, "none"])

    assert file.read() == [LABEL]


@pytest.mark.usefixtures("file")
def test_it_is_held_by_one(path: Path) -> None:
    with pytest.raises(QueueInUse):
        QueueFile(path)


@pytest.mark.usefixtures("file")
@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_nobody_else_may_read_it(path: Path) -> None:
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)) == (0o600, 0o700)


def test_anothers_file_is_not_touched(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE orders (pizza TEXT)")
    before = path.read_bytes()
    with pytest.raises(QueueUnusable) as raised:
        QueueFile(path)

    assert (raised.value.fault, path.read_bytes()) == (Fault.FOREIGN, before)


@pytest.mark.parametrize(("drawing", "digit"), [("no uuid", 7), (str(KEY), 10), (str(KEY), "seven")])
def test_an_order_that_is_neither_a_drawing_nor_a_label_is_damage(
    file: QueueFile, drawing: str, digit: int | str
) -> None:
    file._connection.execute("INSERT INTO orders (key, drawing, digit) VALUES ('a', ?, ?)", (drawing, digit))
    with pytest.raises(QueueUnusable) as raised:
        file.read()

    assert raised.value.fault is Fault.DAMAGED


def test_a_full_disk_takes_nothing_and_leaves_what_is_there(file: QueueFile) -> None:
    file.put(DRAWING)
    file._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(QueueUnusable) as raised:
        file.put(waiting(Classify(OTHER_KEY, bytes(100_000))))

    assert (raised.value.fault, file.read()) == (Fault.FULL, [DRAWING])
