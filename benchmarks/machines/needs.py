"""What so many drawings a day would need, from what was measured: nothing but arithmetic."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

DAY_S = 86_400
PEAK = 4  # times the mean, in the busiest hour: an assumption, of people who sleep
BUSY = 0.5  # of a core's time at the peak: what docs/performance.md plans with
CORES = 2  # of a gateway's machine
REPLICAS = 2  # of a primary, on the other machines
HOT_EVENTS, SEGMENT_EVENTS = 50_000, 10_000  # the logger's settings
TURN_S = 5  # between two looks at what is to be rolled
MB, GB, MILLION = 1e6, 1e9, 1e6


@dataclass(frozen=True, slots=True)
class Measured:
    """CPU in us an event, or an answer; sizes in bytes an event."""

    gateway_us: float
    logger_us: float
    primary_us: float
    received: float
    replicated: float
    memory: float
    segments: float
    index: float

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> "Measured":
        """Take it from what benchmarks.machines writes: of batches of 100, as forwarders in time send.

        Memory is of a Redis without replicas, whose backlog has a size of its own; rolling is in the logger's CPU.
        """
        log, archived, steady = found["ceilings"]["1"]["100"], found["archived"], found["steady"]
        taken = {name: log[name] for name in ("primary_us", "received", "replicated")}
        memory, logger_us = found["ceilings"]["0"]["100"]["memory"], max(log["logger_us"], steady["logger_us"])
        return cls(found["growth"]["cpu_us"], logger_us, memory=memory, **taken, **archived)


@dataclass(frozen=True, slots=True)
class Needs:
    """``of_a_primary``: the share of a core at the peak, of which it can use one. ``logs``: with a primary each."""

    mean: float
    peak: float
    gateway_cores: float
    gateways: int
    logger_cores: float
    of_a_primary: float
    logs: int
    memory_mb: float
    network_mb_s: float
    archive_gb: float
    segments: int
    index_gb: float


def compute_needs(measured: Measured, drawings_a_day: float) -> Needs:
    mean = drawings_a_day / DAY_S
    peak = PEAK * mean
    gateway_cores = peak * measured.gateway_us / 1e6 / BUSY
    of_a_primary = peak * measured.primary_us / 1e6
    hot = max(HOT_EVENTS, TURN_S * peak) + max(
        SEGMENT_EVENTS, TURN_S * peak
    )  # what waits for the next turn is hot, too
    return Needs(
        mean,
        peak,
        gateway_cores,
        max(3, ceil(gateway_cores / CORES)),
        peak * measured.logger_us / 1e6 / BUSY,
        of_a_primary,
        ceil(of_a_primary / BUSY),
        hot * measured.memory / MB,
        peak * (measured.received + REPLICAS * measured.replicated) / MB,
        drawings_a_day * measured.segments / GB,
        ceil(drawings_a_day / SEGMENT_EVENTS),
        drawings_a_day * measured.index / GB,
    )


ROWS: Sequence[tuple[str, str, str]] = (
    ("drawings a second, mean", "mean", ",.0f"),
    (f"at the peak, {PEAK} times that", "peak", ",.0f"),
    ("cores of gateways", "gateway_cores", ",.1f"),
    (f"gateways of {CORES} cores, three at least", "gateways", ",d"),
    ("cores of loggers", "logger_cores", ",.1f"),
    ("of the one core that a primary can use", "of_a_primary", ".0%"),
    ("so logs, of a primary and its replicas each", "logs", ",d"),
    ("Redis's memory, MB on each machine", "memory_mb", ",.0f"),
    ("the primary's network, MB a second", "network_mb_s", ",.1f"),
    ("archive, GB a day", "archive_gb", ",.1f"),
    (f"segments of {SEGMENT_EVENTS:,} events a day", "segments", ",d"),
    ("index of the archive, GB a day on each machine", "index_gb", ",.1f"),
)


def find_most(measured: Measured) -> float:
    """Return how many drawings a day one log takes."""
    return BUSY * 1e6 / measured.primary_us / PEAK * DAY_S


def format_needs(measured: Measured, days: Sequence[float]) -> str:
    """Return the table of docs/scaling.md: a column for each number of drawings a day."""
    found = [compute_needs(measured, drawings) for drawings in days]
    head = ["| drawings a day | " + " | ".join(f"{drawings:,.0f}" for drawings in days) + " |"]
    rule = ["| --- | " + " | ".join("---:" for _ in days) + " |"]
    rows = [
        f"| {name} | " + " | ".join(format(getattr(needs, field), form) for needs in found) + " |"
        for name, field, form in ROWS
    ]
    most = f"So one log takes {find_most(measured) / MILLION:,.0f} million drawings a day."
    return "\n".join([*head, *rule, *rows, "", most])
