"""Measures how answers grow with gateways, and what one log takes whose events have to be on two machines.

    .venv/bin/python -m benchmarks.machines [--help]
    .venv/bin/python -m benchmarks.machines --form long      # some minutes
    .venv/bin/python -m benchmarks.machines --part needs     # only the arithmetic, from what was measured last

Each gateway is held to its own share of a core by a cgroup, and all forward to one log: what is told is how the sum
grows with their number, not what a machine answers. The log's events come over HTTP from several senders, who each wait
for a receipt; the replica is a second server on the same disk. Then: what so many drawings a day would need.
"""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import command_line
from benchmarks.logger.steady import Load, measure_steady
from benchmarks.machine import describe_machine
from benchmarks.machines.gateways import measure_growth, print_growth
from benchmarks.machines.log import Ceiling, measure_archived, measure_ceiling, run_servers
from benchmarks.machines.needs import Measured, format_needs

FORMS: command_line.Forms = {
    "short": {"seconds": 2.0, "rounds": 2, "events": 3_000, "segment": 1_000},
    "long": {"seconds": 4.0, "rounds": 5, "events": 30_000, "segment": 10_000},
}
SIZES = (1, 100, 1_000)  # of batches
LONE = 10  # so many times fewer events where each comes alone
DAYS = (10e6, 1e9)
STEADY_RATE = 2_000
HEAD = ("events/s", "logger us", "primary us", "replica us", "MB/s in", "MB/s to replicas", "bytes of memory")


def measure_gateways(folder: Path, arguments: argparse.Namespace) -> Mapping[str, Any]:
    growth = measure_growth(folder, arguments.share, arguments.connections, arguments.seconds, arguments.rounds)
    print_growth(growth, arguments.share)
    return {"growth": {**asdict(growth), "share": arguments.share}}


def measure_log(folder: Path, arguments: argparse.Namespace) -> Mapping[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    print(f"events from {arguments.senders} senders\n  {'':<28}" + "".join(f"{name:>17}" for name in HEAD))
    for replicas in (0, 1):
        with run_servers(folder, replicas) as servers:
            measure_ceiling(servers, 2, 100, arguments.senders)  # nobody is measured while Redis makes its first pages
            for size in SIZES:
                events = arguments.events // LONE if size == 1 else arguments.events
                batches = max(1, events // size // arguments.senders)
                ceiling = measure_ceiling(servers, batches, size, arguments.senders)
                found.setdefault(str(replicas), {})[str(size)] = asdict(ceiling)
                _print_ceiling(f"{replicas} replicas, batches of {size:,}", ceiling)
    return {"ceilings": found}


def measure_archive(folder: Path, arguments: argparse.Namespace) -> Mapping[str, Any]:
    """Return what an event takes in the archive, and of CPU where events are rolled as they come."""
    load = Load(arguments.events, STEADY_RATE, arguments.segment)
    places = [folder / name for name in ("archived", "steady")]
    for place in places:
        place.mkdir()
    archived, steady = measure_archived(places[0], arguments.events), measure_steady(places[1], load, {})
    print(f"bytes of an event in the archive: {archived.segments:,.0f}, in its index {archived.index:,.0f}")
    print(f"rolled as they come, {STEADY_RATE:,} a second: logger {steady.logger_us:.1f} us of CPU, Redis", end=" ")
    print(f"{steady.redis_us:.1f}", flush=True)
    return {"archived": asdict(archived), "steady": {"logger_us": steady.logger_us, "redis_us": steady.redis_us}}


PARTS: Mapping[str, Callable[[Path, argparse.Namespace], Mapping[str, Any]]] = {
    "gateways": measure_gateways,
    "log": measure_log,
    "archive": measure_archive,
}


def _print_ceiling(name: str, found: Ceiling) -> None:
    network = [rate * found.events_s / 1e6 for rate in (found.received, found.replicated)]
    cpu = [found.logger_us, found.primary_us, found.replica_us]
    print(
        f"  {name:<28}{found.events_s:>17,.0f}"
        + "".join(f"{figure:>17,.1f}" for figure in [*cpu, *network])
        + f"{found.memory:>17,.0f}",
        flush=True,
    )


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = command_line.make_parser(
        "machines", __doc__, FORMS, "a minute; long: some minutes, for figures to publish"
    )
    parser.add_argument("--part", choices=[*PARTS, "needs", "all"], default="all")
    parser.add_argument("--share", type=float, default=0.3, help="of a core, for each gateway (default: %(default)s)")
    parser.add_argument("--connections", type=int, default=16, help="of each gateway's callers")
    parser.add_argument("--senders", type=int, default=3, help="of events, as each machine has one")
    parser.add_argument("--seconds", type=float, help="of a window, in place of the form's")
    parser.add_argument("--rounds", type=int, help="in place of the form's")
    parser.add_argument("--events", type=int, help="of each size of batches, in place of the form's")
    parser.add_argument("--segment", type=int, help="events that are rolled at once, in place of the form's")
    command_line.add_output(parser)
    return command_line.parse(parser, words, FORMS)


def main(words: Sequence[str]) -> None:
    arguments = parse(words)
    arguments.output.mkdir(parents=True, exist_ok=True)
    file = arguments.output / "machines.json"
    known: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
    print(describe_machine(), flush=True)
    for part, measure in PARTS.items():
        if arguments.part in (part, "all"):
            with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
                known |= measure(Path(folder), arguments)
            known |= {"machine": describe_machine(), "date": f"{datetime.now(UTC):%Y-%m-%d}"}
            file.write_text(json.dumps(known, indent=1) + "\n")
    if {"growth", "ceilings", "archived"} <= known.keys():
        print(format_needs(Measured.read(known), DAYS))
    print(f"written: {file}")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main(sys.argv[1:])
