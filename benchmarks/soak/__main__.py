"""Runs Handdraw at half of its best rate for a while, and watches its memory, its log and its latencies.

    .venv/bin/python -m benchmarks.soak [--help]
    .venv/bin/python -m benchmarks.soak --form long          # an hour

Gateway, logger and Valkey run as for benchmarks.serving; callers come at a steady rate in slices of a few seconds, and
after each the PSS of every gateway process is noted. Segments are small in the short form, so that some roll. At the
end the log must hold as many events as there were answers.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from time import monotonic

import httpx

from benchmarks import closed_loop, command_line, open_loop
from benchmarks.accounts import pss_mb
from benchmarks.closed_loop import quantile
from benchmarks.requests import Post, white_on_black
from benchmarks.soak.figure import draw
from benchmarks.soak.samples import Sample, describe
from benchmarks.stack import Stack, run_stack

AT_ONCE = 64
NEW_EVERY = 100
SMALL = {"LOGGER_HOT_EVENTS": "2000", "LOGGER_SEGMENT_EVENTS": "1000"}
FORMS: command_line.Forms = {
    "short": {"seconds": 60.0, "slice": 5.0, "settings": SMALL},
    "long": {"seconds": 3600.0, "slice": 30.0, "settings": {}},
}
BEHIND = ("logger", "Valkey")


class Soak:
    """``answers``: how many were answered 200 so far."""

    def __init__(self, stack: Stack, arguments: argparse.Namespace) -> None:
        self._stack = stack
        self._arguments = arguments
        self._post = Post("/v1/classify", "image/png", white_on_black())
        self.answers = 0

    def find_best(self) -> float:
        tally = closed_loop.load(self._post, self._stack.port, AT_ONCE, self._arguments.best_seconds)
        self.answers += tally.statuses.get("200", 0)
        self._stack.wait_until_drained()
        return tally.rate

    def take_samples(self, rate: float) -> Iterator[Sample]:
        started = monotonic()
        while (at_s := monotonic() - started) < self._arguments.seconds:
            yield self._take(at_s, rate)

    def check(self) -> str:
        """Say whether the log holds as many events as there were answers. Raises SystemExit if not."""
        self._stack.wait_until_drained()
        stats = httpx.get(f"http://127.0.0.1:{self._stack.logger_port}/v1/stats", trust_env=False, timeout=120).json()
        logged = stats["outcomes"].get("classified", 0)
        if logged != self.answers:
            raise SystemExit(f"{self.answers:,} were answered, and {logged:,} are in the log")
        return f"all {self.answers:,} answers are in the log"

    def _take(self, at_s: float, rate: float) -> Sample:
        seconds = self._arguments.slice
        found = open_loop.load(self._post, self._stack.port, rate, seconds, NEW_EVERY)
        good = [one.latency_s * 1000 for one in open_loop.answered(found, "200")]
        self.answers += len(good)
        return Sample(
            at_s + seconds,
            len(good) / seconds,
            quantile(good, 0.99),
            len(found) - len(good),
            tuple(map(pss_mb, self._stack.gateway.pids())),
            tuple(group.pss_mb() for group in self._stack.behind),
            len(list(self._stack.archive.glob("*.jsonl.gz"))),
        )


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = command_line.make_parser("soak", __doc__, FORMS, "a minute, small segments; long: an hour")
    parser.add_argument("--seconds", type=float, help="in place of the form's")
    parser.add_argument("--slice", type=float, help="seconds between two samples, in place of the form's")
    parser.add_argument("--load", type=float, default=0.5, help="share of the best rate")
    parser.add_argument("--best-seconds", type=float, default=4, help="for which the best rate is looked for")
    parser.add_argument("--workers", type=int, default=2, help="processes of the gateway")
    command_line.add_output(parser)
    return command_line.parse(parser, words, FORMS)


def main() -> None:
    arguments = parse(sys.argv[1:])
    arguments.output.mkdir(parents=True, exist_ok=True)
    machine = command_line.introduce()
    settings = {"INFERENCE_WORKERS": str(arguments.workers), **arguments.settings}
    samples: list[Sample] = []
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder, run_stack(Path(folder), **settings) as stack:
        soak = Soak(stack, arguments)
        best = soak.find_best()
        print(
            f"best {best:,.0f} answers/s; now {best * arguments.load:,.0f}/s for {arguments.seconds:,.0f} s", flush=True
        )
        for sample in soak.take_samples(best * arguments.load):
            samples.append(sample)
            print(f"  {sample.at_s:,.0f} s: largest worker {sample.largest_mb:.1f} MB", file=sys.stderr, flush=True)
        checked = soak.check()
    print("\n".join(describe(samples, BEHIND)))
    print(checked)
    figures = {"machine": machine, "samples": [asdict(one) for one in samples]}
    command_line.write(arguments.output, "soak", partial(draw, samples, BEHIND), figures)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
