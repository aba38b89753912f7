"""Times GET /v1/stats over hot events: all of them, and a stretch whose ends lie within."""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import perf_counter

from pydantic_core import from_json
from redis import Redis

from benchmarks.logger.events import make_batches
from benchmarks.logger.intake import time_intake
from benchmarks.logger.servers import run_logger, run_redis

BATCH = 1000
ENDS = (0.1, 0.9)  # where the stretch begins and ends in the log


@dataclass(frozen=True)
class StatsCost:
    """In seconds."""

    all: float
    stretch: float


def measure_stats(folder: Path, events: int, rounds: int, environment: Mapping[str, str]) -> StatsCost:
    """Record so many events, and return the medians of as many rounds."""
    with (
        run_redis(folder) as redis,
        run_logger(redis, folder, LOGGER_HOT_EVENTS="1000000000", **environment) as (
            port,
            _,
        ),
    ):
        for seed in range(0, events, BATCH):
            time_intake(port, make_batches(1, min(BATCH, events - seed), seed))
        after, upto = (_cursor_at(redis, round(end * events)) for end in ENDS)
        asked = {"": events, f"?after={after}&upto={upto}": round(ENDS[1] * events) - round(ENDS[0] * events)}
        return StatsCost(*(median(_time(port, query, count) for _ in range(rounds)) for query, count in asked.items()))


def _time(port: int, query: str, events: int) -> float:
    connection = HTTPConnection("127.0.0.1", port)
    started = perf_counter()
    connection.request("GET", f"/v1/stats{query}")
    answer = from_json(connection.getresponse().read())
    taken = perf_counter() - started
    connection.close()
    if answer["events"] != events:
        raise SystemExit(f"{answer['events']} events were counted, not {events}")
    return taken


def _cursor_at(redis: Redis, number: int) -> str:
    found: list[tuple[bytes, object]] = redis.xrange("handdraw:log", count=number)  # type: ignore[assignment]
    return found[-1][0].decode()
