"""Measures what a report's counting costs, beside pandas from the same bytes.

    .venv/bin/python -m benchmarks.reports [--help]

A made-up window of the log lies in a file. The worker's code reads it from a server that stands in for the logger, up
to the facts (counting) or to a whole report; pandas reads the file, by Arrow and by its own read_json, and computes the
same facts with vectors. Each is a process of its own, in turns; figures are medians of the rounds, CPU time is of
all threads. What both know must agree. The first run makes an environment for pandas under --output (250 MB).
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from benchmarks import command_line
from benchmarks.reports.events import write_log
from benchmarks.reports.figure import draw
from benchmarks.reports.measuring import Cost, find_differences, measure_pandas, measure_worker, serve_log
from benchmarks.serving.environments import make_environment

COUNTING, REPORT, ARROW = "counting", "a whole report", "pandas, read by Arrow"
PANDAS = "pandas, read by read_json"
OURS = {COUNTING: "counting", REPORT: "report"}
THEIRS = {ARROW: "arrow", PANDAS: "pandas"}
REQUIREMENTS = Path(__file__).parent / "baseline" / "requirements.txt"
FORMS: command_line.Forms = {
    "short": {"rounds": 1, "events": [10_000, 100_000]},
    "long": {"rounds": 3, "events": [10_000, 100_000, 1_000_000]},
}
Costs = dict[str, list[Cost]]


def measure(arguments: argparse.Namespace, python: Path | None) -> Costs:
    """Return for each side a cost by the number of events, the median of the rounds."""
    costs: Costs = {name: [] for name in (*OURS, *(THEIRS if python else ()))}
    for events in arguments.events:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            log = Path(folder) / "log.jsonl"
            upto = write_log(log, events)
            size = log.stat().st_size / events
            print(f"  {events:,} events of {size:,.0f} bytes", file=sys.stderr, flush=True)
            rounds = [_take_round(log, upto, events, python) for _ in range(arguments.rounds)]
        for name, found in costs.items():
            found.append(sorted((one[name] for one in rounds), key=lambda cost: cost.cpu_s)[len(rounds) // 2])
    return costs


def _take_round(log: Path, upto: str, events: int, python: Path | None) -> dict[str, Cost]:
    with serve_log(log) as url:
        found = {name: measure_worker(part, url, upto, events, log.parent / part) for name, part in OURS.items()}
    theirs = THEIRS if python else {}
    return found | {name: measure_pandas(python, way, log, events) for name, way in theirs.items() if python}


def report(costs: Costs, arguments: argparse.Namespace, machine: str) -> None:
    print(f"{'':<28}{'events':>10}{'CPU s':>9}{'us an event':>13}{'wall s':>9}{'peak MiB':>10}")
    for name, found in costs.items():
        for one in found:
            print(
                f"{name:<28}{one.events:>10,}{one.cpu_s:>9.2f}{one.cpu_us:>13.1f}{one.wall_s:>9.2f}{one.peak_mib:>10.0f}"
            )
    for name in THEIRS.keys() & costs.keys():
        ratios = [ours.cpu_s / theirs.cpu_s for ours, theirs in zip(costs[COUNTING], costs[name], strict=True)]
        print(f"counting over {name}: " + ", ".join(f"{ratio:.2f}" for ratio in ratios))
        for ours, theirs in zip(costs[COUNTING], costs[name], strict=True):
            shared = len(ours.facts.keys() & theirs.facts.keys())
            differing = find_differences(ours.facts, theirs.facts)
            print(
                f"  {ours.events:,} events, {shared} facts that both know, differing: {'; '.join(differing) or 'none'}"
            )
    raw = {name: [asdict(one) for one in found] for name, found in costs.items()}
    command_line.write(arguments.output, "reports", partial(draw, costs), {"machine": machine, "costs": raw})


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = command_line.make_parser("reports", __doc__, FORMS, "10,000 and 100,000 events; long: 1,000,000 too")
    parser.add_argument("--rounds", type=int, help="in place of the form's")
    parser.add_argument("--events", type=command_line.connections, metavar="10000,100000", help="likewise")
    parser.add_argument("--without-pandas", action="store_true", help="the worker alone")
    command_line.add_output(parser)
    return command_line.parse(parser, words, FORMS)


def main() -> None:
    arguments = parse(sys.argv[1:])
    arguments.output.mkdir(parents=True, exist_ok=True)
    python = None if arguments.without_pandas else make_environment(arguments.output / "pandas", REQUIREMENTS)
    machine = command_line.introduce()
    report(measure(arguments, python), arguments, machine)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
