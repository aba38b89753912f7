"""Gateways as on machines of their own: each has an outbox and a share of the cores, and they have one log."""

import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import closed_loop
from benchmarks.accounts import Group, cpu_s
from benchmarks.closed_loop import Tally
from benchmarks.logger.servers import run_logger, run_redis
from benchmarks.machines.shares import make_share, within
from benchmarks.processes import free_port, run_process, wait_until_ready
from benchmarks.requests import Post, white_on_black
from benchmarks.stack import wait_until_drained

POST = Post("/v1/classify", "image/png", white_on_black())
MOST = 3


@dataclass(frozen=True, slots=True)
class Gateway:
    """``is_held``: to its share."""

    port: int
    group: Group
    is_held: bool


@dataclass(frozen=True, slots=True)
class Growth:
    """By how many gateways answered at once. ``rates``: answers a second of all of them together."""

    rates: Mapping[int, float]
    cpu_us: float
    is_held: bool

    def ratio(self, gateways: int) -> float:
        return self.rates[gateways] / self.rates[1]


def measure_growth(folder: Path, share: float, connections: int, seconds: float, rounds: int) -> Growth:
    """Load 1, 2 and 3 of them in turns; medians of the rounds. ``share``: of a core, for each."""
    rates: dict[int, list[float]] = {count: [] for count in range(1, MOST + 1)}
    spent_us = []
    with run_gateways(folder, share) as gateways:
        _load(gateways, connections, seconds)  # nobody is measured while the first answers are made
        for _ in range(rounds):
            for count, found in rates.items():
                before = cpu_s(one.group for one in gateways[:count])
                tallies = _load(gateways[:count], connections, seconds)
                answers = sum(tally.statuses.get("200", 0) for tally in tallies)
                spent_us.append(1e6 * (cpu_s(one.group for one in gateways[:count]) - before) / answers)
                found.append(sum(tally.rate for tally in tallies))
    held = all(one.is_held for one in gateways)
    return Growth({count: median(found) for count, found in rates.items()}, median(spent_us), held)


@contextmanager
def run_gateways(folder: Path, share: float) -> Iterator[Sequence[Gateway]]:
    with run_redis(folder) as redis, run_logger(redis, folder) as (logger_port, _), ExitStack() as stack:
        names = [f"gateway-{number}" for number in range(1, MOST + 1)]
        yield [stack.enter_context(_run_gateway(folder / name, logger_port, share)) for name in names]


@contextmanager
def _run_gateway(folder: Path, logger_port: int, share: float) -> Iterator[Gateway]:
    folder.mkdir()
    port, group = free_port(), Group.new(folder.name)
    settings = {
        "INFERENCE_PORT": str(port),
        "INFERENCE_WORKERS": "1",
        "INFERENCE_LOGGER_URL": f"http://127.0.0.1:{logger_port}",
        "INFERENCE_OUTBOX_FILE": str(folder / "outbox.db"),
        "INFERENCE_MAX_WAIT_MS": "10000",
        "INFERENCE_LOG_LEVEL": "error",
    }
    command = [sys.executable, "-m", "handdraw_inference"]
    with (
        make_share(folder.name, share) as cgroup,
        (folder / "gateway.log").open("ab") as log,
        run_process(within(cgroup, command), {**settings, **group.environment}, log),
    ):
        wait_until_ready(port, folder.name)
        yield Gateway(port, group, cgroup is not None)


def _load(gateways: Sequence[Gateway], connections: int, seconds: float) -> list[Tally]:
    """Call all of them at once, each from callers of its own, and wait until everything is in the log."""
    tallies = list[Tally]()

    def call(port: int) -> None:
        tallies.append(closed_loop.load(POST, port, connections, seconds))

    callers = [threading.Thread(target=call, args=(one.port,)) for one in gateways]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    for one in gateways:
        wait_until_drained(one.port)
    if len(tallies) < len(gateways):
        raise SystemExit("callers gave up")
    return tallies


def print_growth(growth: Growth, share: float) -> None:
    held = f"each held to {share:g} of a core" if growth.is_held else "NOT held to a share: no cgroup may be made here"
    print(f"gateways, {held}: {growth.cpu_us:,.0f} us of CPU an answer, until it is in the log")
    for count, rate in growth.rates.items():
        print(f"  {count} at once{rate:>12,.0f} answers/s   {growth.ratio(count):.2f} times one's", flush=True)
