"""Orders in their line, in memory and on a disk whose faults the test makes."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest

from handdraw_desktop.errors import QueueUnusable
from handdraw_desktop.gateway.calls import Classify, Fault, Order, Tell
from handdraw_desktop.gateway.line import Line
from handdraw_desktop.gateway.queue import Queue
from handdraw_desktop.gateway.queue_file import Waiting

from ...processes import eventually
from ..answers import KEY, OTHER_KEY

CLASSIFY, TELL, OTHER = Classify(KEY, b"png"), Tell(KEY, 7), Classify(OTHER_KEY, b"other")
PATIENCE_S = 20


class BadDisk(Queue):
    """Hangs until ``freed``, then fails."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.freed = Event()

    def put(self, _: Waiting) -> None:
        assert self.freed.wait(PATIENCE_S)
        raise QueueUnusable(Fault.FULL)


@pytest.fixture
def faults() -> list[Fault]:
    return []


@pytest.fixture
def line(tmp_path: Path, faults: list[Fault]) -> Iterator[Line]:
    with closing(Line(Queue(tmp_path), faults.append)) as line:
        line.claim()
        yield line


def orders(line: Line) -> list[Order]:
    """Take them all, one after the other."""
    taken = []
    while waits := line.first():
        taken.append(waits.order)
        line.done(waits)
    return taken


def test_they_leave_in_the_order_in_which_they_came(line: Line) -> None:
    for order in (CLASSIFY, TELL, OTHER):
        line.put(order)

    assert (len(line), orders(line), len(line)) == (3, [CLASSIFY, TELL, OTHER], 0)


def test_a_drawing_ends_with_its_labels(line: Line) -> None:
    for order in (CLASSIFY, OTHER, TELL, Tell(OTHER_KEY, 1)):
        line.put(order)
    first = line.first()
    assert first is not None
    ended = line.end(first)

    assert (ended, orders(line)) == ((TELL,), [OTHER, Tell(OTHER_KEY, 1)])


def test_what_is_postponed_keeps_its_own_order(line: Line) -> None:
    for order in (CLASSIFY, OTHER, TELL):
        line.put(order)
    line.postpone(KEY)

    assert orders(line) == [OTHER, CLASSIFY, TELL]


def test_what_is_taken_is_on_disk_no_more(tmp_path: Path, faults: list[Fault]) -> None:
    queue = Queue(tmp_path)
    with closing(Line(queue, faults.append)) as line:
        line.claim()
        for order in (CLASSIFY, OTHER):
            line.put(order)
        first = line.first()
        assert first is not None
        line.done(first)
        left = [waits.order for file in queue._files.values() for waits in file.read()]

    assert left == [OTHER]


def test_what_a_window_before_left_goes_first(tmp_path: Path, faults: list[Fault]) -> None:
    with closing(Queue(tmp_path)) as before:
        before.claim()
        before.put(Waiting("a", CLASSIFY))
    with closing(Line(Queue(tmp_path), faults.append)) as line:
        line.put(OTHER)
        line.claim()

        assert (orders(line), faults) == ([CLASSIFY, OTHER], [])


def test_a_disk_that_hangs_holds_up_nobody_and_its_fault_is_told(tmp_path: Path, faults: list[Fault]) -> None:
    disk = BadDisk(tmp_path)
    with closing(Line(disk, faults.append)) as line:
        line.put(CLASSIFY)
        before = len(line), list(faults)
        disk.freed.set()
        eventually(lambda: faults != [], "the fault is told", PATIENCE_S)

        assert (before, faults, orders(line)) == ((1, []), [Fault.FULL], [CLASSIFY])
