"""Sends a gateway twice as many drawings as it can read, and measures what it keeps of its best rate.

    .venv/bin/python -m benchmarks.overload [--help]

The gateway is pinned to one core, and its engine slowed down so that it answers about 800 a second; callers come at a
steady rate from another core, whether others were answered or not, every tenth over a new connection. Who cannot be
served ought to hear 429 with Retry-After at once. On a machine with one core alone it says that it is skipped.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path

from benchmarks import closed_loop, command_line, open_loop
from benchmarks.accounts import Group
from benchmarks.overload.figure import draw
from benchmarks.overload.summary import Overload
from benchmarks.processes import free_port, run_process
from benchmarks.requests import Post, white_on_black
from benchmarks.stack import run_gateway, wait_until_drained

AT_ONCE = 64
FORMS: command_line.Forms = {
    "short": {"best_seconds": 3.0, "seconds": 6.0},
    "long": {"best_seconds": 10.0, "seconds": 30.0},
}


@contextmanager
def run_slow_gateway(folder: Path, core: int, slower_us: float) -> Iterator[int]:
    """Run it with a stand-in for the logger, and yield its port."""
    sink_port = free_port()
    settings = {"OVERLOAD_CORE": str(core), "OVERLOAD_SLOWER_US": f"{slower_us:.1f}", "INFERENCE_WORKERS": "1"}
    module = "benchmarks.overload.slow_gateway"
    with (
        run_process([sys.executable, "-m", "benchmarks.outbox.sink", str(sink_port)], {}),
        run_gateway(folder, sink_port, Group.new("gateway"), module, **settings) as port,
    ):
        yield port


def find_slowness(post: Post, core: int, arguments: argparse.Namespace) -> float:
    """Return by how many us a glyph has to be slowed down for about the rate that is wanted; 0 if it is slower."""
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder, run_slow_gateway(Path(folder), core, 0) as port:
        rate = closed_loop.load(post, port, AT_ONCE, arguments.best_seconds).rate
        print(f"as it is: {rate:,.0f} answers/s", flush=True)
    wanted: float = arguments.rate
    return max(0.0, 1e6 / wanted - 1e6 / rate)


def overload(post: Post, core: int, slower_us: float, arguments: argparse.Namespace) -> Overload:
    """Find the best rate, then send ``--times`` as much."""
    with (
        tempfile.TemporaryDirectory(dir=arguments.folder) as folder,
        run_slow_gateway(Path(folder), core, slower_us) as port,
    ):
        closed_loop.load(post, port, AT_ONCE, 1)
        best = closed_loop.load(post, port, AT_ONCE, arguments.best_seconds).rate
        wait_until_drained(port)
        print(f"slowed down: {best:,.0f} answers/s; now {arguments.times:g} times as many come", flush=True)
        answers = open_loop.load(post, port, best * arguments.times, arguments.seconds, arguments.new_every)
    return Overload(best, best * arguments.times, arguments.seconds, answers)


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = command_line.make_parser("overload", __doc__, FORMS, "6 s of overload; long: 30 s")
    parser.add_argument("--seconds", type=float, help="of overload, in place of the form's")
    parser.add_argument("--rate", type=float, default=800, help="answers a second that the engine is slowed down to")
    parser.add_argument("--times", type=float, default=2, help="how many times its best rate come")
    parser.add_argument("--new-every", type=int, default=10, help="every how many callers one has a new connection")
    command_line.add_output(parser)
    return command_line.parse(parser, words, FORMS)


def main() -> None:
    arguments = parse(sys.argv[1:])
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        print("the overload is skipped: it wants a core for the gateway and another for the callers")
        return
    arguments.output.mkdir(parents=True, exist_ok=True)
    machine = command_line.introduce()
    os.sched_setaffinity(0, cores[1:])  # ours, and whatever we start, but for the gateway
    post = Post("/v1/classify", "image/png", white_on_black())
    found = overload(post, cores[0], find_slowness(post, cores[0], arguments), arguments)
    print("\n".join(found.lines()))
    command_line.write(arguments.output, "overload", partial(draw, found), {"machine": machine, **asdict(found)})


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
