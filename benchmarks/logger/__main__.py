"""Measures how many events the logger takes a second, what streaming and counting cost, and what an event weighs.

    .venv/bin/python -m benchmarks.logger [--help]
    .venv/bin/python -m benchmarks.logger --part stream --events 1000000
    .venv/bin/python -m benchmarks.logger --part steady --against ../another/checkout
    .venv/bin/python -m benchmarks.logger --part stats --events 60000 --rounds 3 --against ../another/checkout

Intake and a bare pipelined XADD of the same bytes take turns on one Redis with appendfsync always; the figures are
medians of the rounds, the ratio is the median of their ratios. The sender, the logger and Redis share the cores.
"""

import argparse
import os
import signal
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.logger.counting import ENDS, measure_stats
from benchmarks.logger.events import batch_body, make_batches
from benchmarks.logger.intake import time_intake, time_xadd
from benchmarks.logger.memory import measure_archive, measure_redis
from benchmarks.logger.servers import run_logger, run_redis
from benchmarks.logger.steady import Load, Steady, measure_steady, print_steady
from benchmarks.logger.streaming import StreamCost, measure_stream
from benchmarks.processes import wait_until

NEVER = "1000000000"
ROLL_S = 3600


def compare_intake(folder: Path, arguments: argparse.Namespace) -> None:
    count = arguments.batches * arguments.batch
    found: list[tuple[float, float]] = []
    with run_redis(folder) as redis, run_logger(redis, folder, LOGGER_HOT_EVENTS=NEVER) as (port, _):
        for number in range(arguments.rounds):
            made = make_batches(arguments.batches, arguments.batch, number)
            if number % 2:  # each goes first in every other round
                found.append((time_xadd(redis, made), time_intake(port, made)))
            else:
                found.append((time_intake(port, made), time_xadd(redis, made))[::-1])
    size = len(batch_body(made[0])) / arguments.batch
    print(f"{arguments.rounds} rounds of {count:,} events of {size:,.0f} bytes, {arguments.batch} a batch")
    for name, taken in (("bare pipelined XADD", [one for one, _ in found]), ("intake", [other for _, other in found])):
        print(f"  {name:<24}{count / median(taken):>10,.0f} events/s{1e6 * median(taken) / count:>10.1f} us each")
    ratios = sorted(one / other for one, other in found)
    print(f"  ratio{median(ratios):>23.2f}  ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def show_streaming(folder: Path, arguments: argparse.Namespace) -> None:
    print(f"{arguments.events:,} events streamed", flush=True)
    with run_redis(folder) as redis:
        with run_logger(redis, folder, LOGGER_HOT_EVENTS=NEVER) as (port, process):
            for seed in range(0, arguments.events, 1000):
                time_intake(port, make_batches(1, min(1000, arguments.events - seed), seed))
            print_stream("hot", measure_stream(port, process), arguments.events)
        with run_logger(redis, folder, LOGGER_HOT_EVENTS="0") as (port, process):
            wait_until(lambda: redis.xlen("handdraw:log") < 10_000, "events are archived", ROLL_S)
        size = sum(file.stat().st_size for file in (folder / "archive").glob("*.jsonl.gz"))
        with run_logger(redis, folder, LOGGER_HOT_EVENTS=NEVER) as (port, process):
            print_stream("archived", measure_stream(port, process), arguments.events)
            print_stream("no glyphs", measure_stream(port, process, glyphs=False), arguments.events)
            print(f"  in {size / 1e6:,.0f} MB of segments")


def show_memory(folder: Path, arguments: argparse.Namespace) -> None:
    events = arguments.events // 1000 * 1000
    with run_redis(folder) as redis:
        with run_logger(redis, folder, LOGGER_HOT_EVENTS=NEVER) as (port, _):
            before = measure_redis(redis)
            size = 0
            for seed in range(0, events, 1000):
                made = make_batches(1, 1000, seed)
                size += sum(map(len, made[0]))
                time_intake(port, made)
            after = measure_redis(redis)
        with run_logger(redis, folder, LOGGER_HOT_EVENTS="0", LOGGER_SEGMENT_EVENTS="1000"):
            wait_until(lambda: redis.xlen("handdraw:log") == 0, "all events are archived", ROLL_S)
        left = measure_redis(redis)
    segments, index = measure_archive(folder / "archive")
    print(f"{events:,} events of {size / events:,.0f} bytes, bytes an event")
    print(f"  Redis, used_memory      {(after.used - before.used) / events:>8,.0f}")
    for key, taken in after.keys.items():
        print(f"    {key:<22}{(taken - before.keys[key]) / events:>8,.0f}")
    print(f"  Redis, once archived    {(left.used - before.used) / events:>8,.0f}")
    print(f"  archive, segments       {segments / events:>8,.0f}")
    print(f"  archive, index          {index / events:>8,.0f}", flush=True)


def compare_stats(folder: Path, arguments: argparse.Namespace) -> None:
    print(f"GET /v1/stats over {arguments.events:,} hot events, the median of {arguments.rounds}", flush=True)
    for name, environment in _trees(arguments).items():
        with tempfile.TemporaryDirectory(dir=folder) as own:
            took = measure_stats(Path(own), arguments.events, arguments.rounds, environment)
        print(
            f"  {name:<28}{1000 * took.all:>10,.1f} ms   from {ENDS[0]} to {ENDS[1]}:{1000 * took.stretch:>10,.1f} ms"
        )


def compare_steady(folder: Path, arguments: argparse.Namespace) -> None:
    load = Load(arguments.events, arguments.rate, arguments.segment)
    trees = _trees(arguments)
    found: dict[str, list[Steady]] = {name: [] for name in trees}
    for _ in range(arguments.rounds):
        for name, environment in trees.items():
            with tempfile.TemporaryDirectory(dir=folder) as own:
                found[name].append(measure_steady(Path(own), load, environment))
    print(
        f"{arguments.rounds} rounds of {load.events:,} events, {load.rate:,} a second, {load.segment:,} rolled at once"
    )
    print("CPU us an event; ms until a receipt; CPU ms of both in the busiest 250 ms")
    print_steady(found)


def _trees(arguments: argparse.Namespace) -> dict[str, dict[str, str]]:
    """Return the environment of each checkout that is measured, by its name."""
    other = {str(arguments.against): _imports(arguments.against)} if arguments.against else {}
    return {"this checkout": {}} | other


def _imports(checkout: Path) -> dict[str, str]:
    """Return the environment in which Python takes the logger from another checkout."""
    folders = [str((checkout / name).resolve()) for name in ("services/logger", "chassis", "contracts")]
    return {"PYTHONPATH": os.pathsep.join(folders)}


def print_stream(name: str, streamed: StreamCost, events: int) -> None:
    if streamed.events != events:
        raise SystemExit(f"{name}: {streamed.events} events came, not {events}")
    print(
        f"  {name:<10}{streamed.seconds:>8.1f} s{streamed.events / streamed.seconds:>10,.0f} events/s"
        f"{streamed.bytes / streamed.seconds / 1e6:>8,.0f} MB/s   the logger's resident memory:"
        f" {streamed.before_mib:.1f} MiB before, {streamed.peak_mib:.1f} MiB at its peak",
        flush=True,
    )


PARTS = {
    "intake": compare_intake,
    "stream": show_streaming,
    "memory": show_memory,
    "steady": compare_steady,
    "stats": compare_stats,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=[*PARTS, "all"], default="all")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--batches", type=int, default=5, help="a round")
    parser.add_argument("--batch", type=int, default=1000, help="events in a batch: 1000 at most")
    parser.add_argument("--events", type=int, default=30_000, help="streamed, weighed, or sent steadily")
    parser.add_argument("--rate", type=int, default=5_000, help="events a second, steadily")
    parser.add_argument("--segment", type=int, default=10_000, help="events that are rolled at once, steadily")
    parser.add_argument("--against", type=Path, help="another checkout, whose logger takes turns with this one's")
    parser.add_argument("--folder", type=Path, help="where Redis's file and the archive lie (default: a temporary one)")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for part, measure in PARTS.items():
        if arguments.part in (part, "all"):
            with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
                measure(Path(folder), arguments)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
