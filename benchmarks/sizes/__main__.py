"""Measures what drawings of other sizes and formats cost, and batches, beside an ordinary one sent alone.

    .venv/bin/python -m benchmarks.sizes [--help]

CPU time of the gateway's application, called within this process, recording; all take turns, figures are medians of
the rounds, ratios the medians of the rounds' own. Targets: a JPEG and a see-through PNG at most 1.5 times the CPU time
of a grey PNG, a drawing in a batch of 256 at most 1 / 1.5 = 0.67 of one that is sent alone.
"""

import argparse
import asyncio
import gc
import signal
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

import uvicorn

from benchmarks import command_line
from benchmarks.in_process import Application, open_application
from benchmarks.sizes.posts import ORDINARY, Sized, make_all
from benchmarks.stages.layers import time_awaits
from handdraw_inference.__main__ import SWITCH_S

FORMS: command_line.Forms = {"short": {"rounds": 3, "drawings": 64}, "long": {"rounds": 9, "drawings": 512}}
Found = dict[str, list[float]]
"""CPU us of one drawing in each round, by the name of what was sent"""


async def measure(folder: Path, arguments: argparse.Namespace) -> Found:
    every = list(make_all(arguments.at_once))
    found: Found = {one.name: [] for one in every}
    async with open_application(folder) as application:
        gc.freeze()  # a gateway has not the objects of this benchmark to look through
        for number in range(-1, arguments.rounds):  # the first only warms up
            for one in every:
                print(f"  round {number + 1} of {arguments.rounds}: {one.name}", file=sys.stderr, flush=True)
                found[one.name].append(await cost(application, one, arguments.drawings))
    return {name: costs[1:] for name, costs in found.items()}


async def cost(application: Application, one: Sized, drawings: int) -> float:
    """Return the CPU us of one drawing. Raises SystemExit if it is not answered 200."""
    if (status := await application.call(one.post)) != 200:
        raise SystemExit(f"{one.name} is answered {status}")
    calls = max(1, drawings // one.drawings)
    return await time_awaits(partial(application.call, one.post), one.at_once, calls) / one.drawings


def print_table(found: Found) -> None:
    print(f"{'a drawing':<32}{'CPU us':>10}{'ratio':>8}")
    for name, costs in found.items():
        ratio = median(one / ordinary for one, ordinary in zip(costs, found[ORDINARY], strict=True))
        print(f"{name:<32}{median(costs):>10,.0f}{ratio:>8.2f}")


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = command_line.make_parser("sizes", __doc__, FORMS, "3 rounds of 64 drawings each; long: 9 of 512")
    parser.add_argument("--rounds", type=int, help="in place of the form's")
    parser.add_argument("--drawings", type=int, help="of each kind in a round, in place of the form's")
    parser.add_argument("--at-once", type=int, default=16, help="callers who send a drawing alone")
    return command_line.parse(parser, words, FORMS)


def main() -> None:
    arguments = parse(sys.argv[1:])
    command_line.introduce()
    sys.setswitchinterval(SWITCH_S)  # as the gateway does
    loop_of_the_gateway = uvicorn.Config("").get_loop_factory()
    with (
        tempfile.TemporaryDirectory(dir=arguments.folder) as folder,
        asyncio.Runner(loop_factory=loop_of_the_gateway) as runner,
    ):
        print_table(runner.run(measure(Path(folder), arguments)))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
