"""Measures what the outbox costs: how it records beside plainer ways, and the gateway's throughput with and without.

With ``--part shrinking``: how long appending waits while the file gives a backlog's room back.

    .venv/bin/python -m benchmarks.outbox [--help]

The load generator and the stand-in for the logger are processes of their own on the same cores: on few cores, the
gateway is slower than it could be, and its CPU time says more about what recording costs.
"""

import argparse
import os
import signal
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.outbox.appending import WAYS
from benchmarks.outbox.serving import run_gateway
from benchmarks.outbox.shrinking import measure_shrinking
from benchmarks.outbox.turns import print_medians, take_turns

CONCURRENCIES = (1, 64)
QUERIES = {"recording nothing (?purpose=preview)": "?purpose=preview", "recording": ""}


def compare_appending(folder: Path, arguments: argparse.Namespace) -> None:
    for concurrency in CONCURRENCIES:
        ways = {name: partial(way, folder, arguments.events, concurrency, arguments.sync) for name, way in WAYS.items()}
        print_medians(f"events, {concurrency} at once", take_turns(ways, arguments.rounds))


def compare_gateway(folder: Path, arguments: argparse.Namespace) -> None:
    with run_gateway(folder, arguments.sync) as gateway:
        for concurrency in CONCURRENCIES:
            ways = {
                name: partial(gateway.load, query, concurrency, arguments.seconds) for name, query in QUERIES.items()
            }
            print_medians(f"drawings, {concurrency} at once", take_turns(ways, arguments.rounds))


def main() -> None:
    parser = argparse.ArgumentParser(
        "python -m benchmarks.outbox", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=["appending", "gateway", "both", "shrinking"], default="both")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--events", type=int, default=3000, help="recorded a round")
    parser.add_argument("--seconds", type=float, default=1.5, help="of load on the gateway a round")
    parser.add_argument("--backlog", type=int, default=256, metavar="MIB", help="that the shrinking file held")
    parser.add_argument("--sync", choices=["normal", "full"], default="normal", help="INFERENCE_OUTBOX_SYNC")
    parser.add_argument("--folder", type=Path, help="on the disk to measure (default: where temporary files are)")
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, synchronous={arguments.sync}")
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        if arguments.part == "shrinking":
            measure_shrinking(Path(folder), arguments.backlog)
        if arguments.part in ("appending", "both"):
            compare_appending(Path(folder), arguments)
        if arguments.part in ("gateway", "both"):
            compare_gateway(Path(folder), arguments)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
