"""Measures steady intake: the CPU time that an event costs the logger and Redis, rolling included, and how evenly."""

import os
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles

from redis import Redis
from uuid_utils import uuid7

from benchmarks.logger.events import batch_body, make_batches
from benchmarks.logger.intake import MEDIA
from benchmarks.logger.servers import run_logger, run_redis
from benchmarks.processes import wait_until

HOT_SEGMENTS = 2  # so many segments' events stay in Redis
LOG = "handdraw:log"
GATHER_S, MAX_BATCH = 0.05, 1_000  # as the gateway's forwarder does: it waits a moment after a batch that is not full
WINDOW_S = 0.25
ID_CHARACTERS = 36


@dataclass(frozen=True)
class Load:
    """``events`` at a ``rate`` a second, of which ``segment`` are rolled at once."""

    events: int
    rate: int
    segment: int


@dataclass(frozen=True)
class Steady:
    """``logger_us``, ``redis_us``: CPU time an event. ``receipts_ms``: of each batch. ``busiest_ms``: CPU in 250."""

    logger_us: float
    redis_us: float
    receipts_ms: Sequence[float]
    busiest_ms: float

    @property
    def both_us(self) -> float:
        return self.logger_us + self.redis_us


def measure_steady(folder: Path, load: Load, environment: Mapping[str, str]) -> Steady:
    """Fill the hot window, then send the events, and count until as many have been rolled."""
    hot = HOT_SEGMENTS * load.segment
    settings = {"LOGGER_HOT_EVENTS": str(hot), "LOGGER_SEGMENT_EVENTS": str(load.segment), **environment}
    with run_redis(folder) as redis, run_logger(redis, folder, **settings) as (port, process):
        pids = process, int(redis.info("server")["process_id"])
        _send(port, hot + load.segment, MAX_BATCH / GATHER_S)
        _wait_until_rolled(redis, hot + load.segment)
        before, windows_ms = [_cpu_s(pid) for pid in pids], [0.0]
        with _watched(pids, windows_ms):
            receipts_ms = _send(port, load.events, load.rate)
            _wait_until_rolled(redis, hot + load.segment)
        spent_s = [_cpu_s(pid) - was for pid, was in zip(pids, before, strict=True)]
    logger_us, redis_us = (1e6 * seconds / load.events for seconds in spent_s)
    return Steady(logger_us, redis_us, receipts_ms, max(windows_ms))


def print_steady(found: Mapping[str, Sequence[Steady]]) -> None:
    """Print medians of the rounds; the ratio is of the first's CPU time to each other's."""
    columns = "logger us", "Redis us", "both us", "p50 ms", "p99 ms", "longest", "busiest"
    print(f"  {'':<24}" + "".join(f"{column:>11}" for column in columns))
    for name, rounds in found.items():
        figures = [median(getattr(one, field) for one in rounds) for field in ("logger_us", "redis_us", "both_us")]
        receipts_ms = [taken for one in rounds for taken in one.receipts_ms]
        figures += [median(receipts_ms), quantiles(receipts_ms, n=100)[-1], max(receipts_ms)]
        figures.append(median(one.busiest_ms for one in rounds))
        print(f"  {name:<24}" + "".join(f"{figure:>11.1f}" for figure in figures))
    ours, *others = found.values()
    for theirs in others:
        print(f"  ratio{median(a.both_us / b.both_us for a, b in zip(ours, theirs, strict=True)):>52.2f}")


def _send(port: int, events: int, rate: float) -> list[float]:
    """Send events at a rate, each batch once the one before it has its receipt. Returns how long each took, in ms."""
    [templates] = make_batches(1, MAX_BATCH, seed=1)
    start = templates[0].index(b'"id":"') + len('"id":"')
    connection, taken_ms, sent = HTTPConnection("127.0.0.1", port), [], 0
    started = time.perf_counter()
    while sent < events:
        count = min(events, int((time.perf_counter() - started) * rate)) - sent
        made = [event[:start] + str(uuid7()).encode() + event[start + ID_CHARACTERS :] for event in templates[:count]]
        if made:
            begun = time.perf_counter()
            connection.request("POST", "/v1/events", batch_body(made), MEDIA)
            answer = connection.getresponse().read()
            taken_ms.append(1e3 * (time.perf_counter() - begun))
            if not answer.startswith(b'{"accepted":%d,' % len(made)):
                raise SystemExit(answer.decode())
            sent += len(made)
        if len(made) < MAX_BATCH:
            time.sleep(GATHER_S)
    connection.close()
    return taken_ms


def _wait_until_rolled(redis: Redis, due: int) -> None:
    wait_until(lambda: redis.xlen(LOG) < due, "the last events are rolled")


@contextmanager
def _watched(pids: Sequence[int], windows_ms: list[float]) -> Iterator[None]:
    """Note what the processes use together in each window of the block."""
    ended = threading.Event()

    def watch() -> None:
        last = sum(map(_cpu_s, pids))
        while not ended.wait(WINDOW_S):
            now = sum(map(_cpu_s, pids))
            windows_ms.append(1e3 * (now - last))
            last = now

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _cpu_s(pid: int) -> float:
    """Return the CPU time of a process with its threads and of its children that have ended, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
