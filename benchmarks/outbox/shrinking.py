"""Measures how long appending waits while a file that held a backlog gives its room back to the disk."""

from contextlib import closing
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter, sleep

from handdraw_inference.outbox.queue import Entry, Outbox

BODY = bytes(2000)
AT_ONCE = 256
PAUSE_S = 0.002  # between appends, as of 500 drawings a second
STEP_S = 0.2  # between steps, as the forwarder takes them


def measure_shrinking(folder: Path, backlog_mib: int) -> None:
    """Fill a file, drain it, and print what appending one event took before and while it shrank."""
    file = folder / "shrinking.db"
    with closing(Outbox(file, 2 * backlog_mib << 20)) as outbox, closing(Outbox(file, 2 * backlog_mib << 20)) as other:
        while _size(file) < backlog_mib << 20:
            outbox.append([Entry("event", BODY, refused=False)] * AT_ONCE)
        while batch := outbox.oldest(1000, 4 << 20):
            outbox.settle([seq for seq, _ in batch], {})
        full = _size(file)
        before = [_append(other) for _ in range(1000)]
        shrunk = Event()
        while_it_shrinks: list[float] = []

        def append() -> None:
            while not shrunk.is_set():
                while_it_shrinks.append(_append(other))

        thread = Thread(target=append)
        thread.start()
        while outbox.shrink():
            sleep(STEP_S / 10)
        shrunk.set()
        thread.join()
        print(f"{full >> 20} MiB became {_size(file) >> 20} MiB; ms to append an event, of two processes' connections")
        for name, taken in (("before", before), ("while it shrinks", while_it_shrinks)):
            print(
                f"  {name:<18}median {1000 * median(taken):>7.2f}   longest {1000 * max(taken):>7.1f}   of {len(taken)}"
            )


def _append(outbox: Outbox) -> float:
    sleep(PAUSE_S)
    started = perf_counter()
    outbox.append([Entry("event", BODY, refused=False)])
    return perf_counter() - started


def _size(file: Path) -> int:
    return sum(part.stat().st_size for part in file.parent.glob(f"{file.name}*"))
