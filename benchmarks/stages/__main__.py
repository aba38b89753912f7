"""Measures where the CPU time of a request goes, stage by stage, summing to the whole.

    .venv/bin/python -m benchmarks.stages [--help]

Each layer is called from within this process, or as a gateway of its own over HTTP, and a stage is what a layer takes
more than the one inside it: no profiler slows anything down. Layers take turns; figures are medians of the rounds. One
worker answers, the logger is a stand-in, and CPU time is of all threads.
"""

import argparse
import asyncio
import gc
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import uvicorn

from benchmarks import command_line
from benchmarks.in_process import open_application
from benchmarks.requests import Post, white_on_black
from benchmarks.stages.figure import draw
from benchmarks.stages.gateways import run_gateways
from benchmarks.stages.layers import Core, Costs, Shells, Stage, find_medians, peel
from handdraw_inference.__main__ import SWITCH_S

FORMS: command_line.Forms = {"short": {"rounds": 3, "seconds": 1.0}, "long": {"rounds": 9, "seconds": 4.0}}


async def measure(folder: Path, arguments: argparse.Namespace) -> dict[int, list[Stage]]:
    post = Post("/v1/classify", "image/png", white_on_black())
    found: dict[int, list[Costs]] = {at_once: [] for at_once in arguments.connections}
    core = Core(post.body)
    with run_gateways(folder) as gateways:
        async with open_application(folder) as application:
            shells = Shells(application, post)
            gc.freeze()  # a gateway has not the objects of this benchmark to look through
            for number in range(-1, arguments.rounds):  # the first only warms up
                print(f"  round {number + 1} of {arguments.rounds}", file=sys.stderr, flush=True)
                for at_once, rounds in found.items():
                    whole, kept = (one.measure(post, at_once, arguments.seconds) for one in gateways)
                    within = await shells.measure(at_once, arguments.times)
                    costs = core.measure(at_once, arguments.times)
                    rounds.append({"whole": whole, "without forwarding": kept, **within, **costs})
    return {at_once: peel(find_medians(rounds[1:])) for at_once, rounds in found.items()}


def print_table(found: dict[int, list[Stage]]) -> None:
    print(f"{'CPU us of a request':<44}" + "".join(f"{f'{at_once} at once':>14}{'':>8}" for at_once in found))
    wholes = [sum(stage.us for stage in stages) for stages in found.values()]
    for row in zip(*found.values(), strict=True):
        shares = (f"{stage.us:>14,.0f}{stage.us / whole:>8.1%}" for stage, whole in zip(row, wholes, strict=True))
        print(f"{row[0].name:<44}{''.join(shares)}")
    print(f"{'the whole':<44}" + "".join(f"{whole:>14,.0f}{'':>8}" for whole in wholes))


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = command_line.make_parser("stages", __doc__, FORMS, "3 rounds of a second; long: 9 of 4 s")
    parser.add_argument("--rounds", type=int, help="in place of the form's")
    parser.add_argument("--seconds", type=float, help="of load on a gateway in a round, in place of the form's")
    parser.add_argument("--times", type=int, default=256, help="calls of a layer in a round")
    parser.add_argument("--connections", type=command_line.connections, default=[1, 64], metavar="1,64")
    command_line.add_output(parser)
    return command_line.parse(parser, words, FORMS)


def main() -> None:
    arguments = parse(sys.argv[1:])
    arguments.output.mkdir(parents=True, exist_ok=True)
    machine = command_line.introduce()
    sys.setswitchinterval(SWITCH_S)  # as the gateway does
    loop_of_the_gateway = uvicorn.Config("").get_loop_factory()
    with (
        tempfile.TemporaryDirectory(dir=arguments.folder) as folder,
        asyncio.Runner(loop_factory=loop_of_the_gateway) as runner,
    ):
        found = runner.run(measure(Path(folder), arguments))
    print_table(found)
    raw = {at_once: [asdict(stage) for stage in stages] for at_once, stages in found.items()}
    command_line.write(arguments.output, "stages", partial(draw, found), {"machine": machine, "stages": raw})


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
