"""Orders in their line: in memory, from where they are sent, and on disk, where they outlive the window."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from uuid import UUID

from handdraw_desktop.errors import QueueUnusable
from handdraw_desktop.gateway.calls import Fault, Order, Tell
from handdraw_desktop.gateway.queue import Queue
from handdraw_desktop.gateway.queue_file import Waiting, waiting

DISK_S = 0.05  # how long the window waits for the disk; what a slower one has not taken by then follows
LONGEST_DISK_S = 5.0  # how long the thread that sends does


class Line:
    """Any thread may call. One thread of its own has the disk, so that a disk that hangs holds up nobody.

    ``fault`` is called with what goes wrong on disk. Nothing raises: what is on no disk is sent from memory.
    """

    def __init__(self, queue: Queue, fault: Callable[[Fault], None]) -> None:
        self._queue = queue
        self._fault = fault
        self._orders: deque[Waiting] = deque()
        self._lock = Lock()
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="queue")
        self._claimed: Future[tuple[list[Waiting], list[Fault]]] | None = self._disk.submit(queue.claim)

    def __len__(self) -> int:
        return len(self._orders)

    def put(self, order: Order) -> None:
        """On disk when this returns, where the disk is no slower than ``DISK_S``."""
        waits = waiting(order)
        with self._lock:
            self._orders.append(waits)
            written = self._write(self._queue.put, waits)
        wait([written], DISK_S)

    def claim(self) -> None:
        """Take over what other windows left; it goes before what was asked for meanwhile."""
        claimed, self._claimed = self._claimed, None
        found, faults = (claimed or self._disk.submit(self._queue.claim)).result()
        with self._lock:
            known = {waits.key for waits in self._orders}
            self._orders.extendleft(waits for waits in reversed(found) if waits.key not in known)
        for fault in faults:
            self._fault(fault)

    def first(self) -> Waiting | None:
        with self._lock:
            return self._orders[0] if self._orders else None

    def done(self, waits: Waiting) -> None:
        self._drop([waits])

    def end(self, waits: Waiting) -> tuple[Tell, ...]:
        """Drop a drawing with its labels, and return these."""
        with self._lock:
            tells = [one for one in self._orders if isinstance(one.order, Tell) and _same(one, waits)]
        self._drop([waits, *tells])
        return tuple(one.order for one in tells if isinstance(one.order, Tell))

    def postpone(self, drawing: UUID) -> None:
        """Let those of other drawings go first: what fails may be this one alone."""
        with self._lock:
            later = [one for one in self._orders if one.order.drawing == drawing]
            self._orders = deque([*(one for one in self._orders if one.order.drawing != drawing), *later])

    def close(self) -> None:
        self._write(self._queue.close)
        self._disk.shutdown(wait=False)

    def _drop(self, gone: list[Waiting]) -> None:
        keys = {waits.key for waits in gone}
        with self._lock:
            self._orders = deque(one for one in self._orders if one.key not in keys)
            written = self._write(self._queue.remove, *keys)
        wait([written], LONGEST_DISK_S)  # before the next is sent: a killed window repeats one order at most

    def _write(self, what: Callable[..., None], *arguments: object) -> "Future[None]":
        written = self._disk.submit(what, *arguments)
        written.add_done_callback(self._tell)
        return written

    def _tell(self, written: "Future[None]") -> None:
        error = written.exception()
        if isinstance(error, QueueUnusable):
            self._fault(Fault(error.fault))


def _same(one: Waiting, other: Waiting) -> bool:
    return one.order.drawing == other.order.drawing
