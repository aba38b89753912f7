"""Measures Handdraw, recording, beside what a good engineer would write instead, and beside other frameworks.

    make benchmark-serving                            # ARGS="--form long" for figures to publish
    .venv/bin/python -m benchmarks.serving [--help]

Handdraw is gateway, logger and Valkey at appendfsync always, each a process of its own; after each window every
answer is looked up in the log by its id. The baseline is FastAPI with ONNX Runtime in two processes on one port, reads
the glyphs of one turn of its event loop at once, and records nothing. Contenders take turns, each started afresh in
each round; figures are medians of the rounds, ratios the medians of the rounds' own. The callers share the cores with
what they call: the last column says what else the machine did. The first run makes environments of its own under
--output: about 300 MB stay, 1.5 GB of TensorFlow go once the network is converted.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from benchmarks import command_line
from benchmarks.requests import white_on_black
from benchmarks.serving.contenders import Contender, Handdraw, WithModelServer, baseline, read_peers
from benchmarks.serving.environments import MODELS, make_baseline, make_networks, make_peers_models
from benchmarks.serving.figure import draw
from benchmarks.serving.measuring import Plan, Round, measure_round
from benchmarks.serving.results import Rounds, compare_costs, compare_rates, describe_callers, format_table
from handdraw_chassis.keys.file import make_key

BASELINE = "baseline: FastAPI + ONNX Runtime"
WITH_KEYS = "Handdraw, with keys"
QUANTISED = f"{BASELINE}, quantised"
FORMS: command_line.Forms = {"short": {"rounds": 2, "seconds": 4.0}, "long": {"rounds": 3, "seconds": 20.0}}


def gather(arguments: argparse.Namespace) -> list[Contender]:
    """Return who is compared; makes what they need. Says which peers are left out."""
    png, workers = white_on_black(), str(arguments.workers)
    python, networks = make_baseline(arguments.output), make_networks(arguments.output)
    settings = {"INFERENCE_WORKERS": workers, "INFERENCE_MODELS_DIR": str(MODELS)}
    contenders: list[Contender] = [
        Handdraw(png, settings),
        baseline(BASELINE, python, networks / "floats.onnx", png, arguments.workers),
    ]
    if arguments.keys:
        contenders.insert(1, Handdraw(png, settings, WITH_KEYS, key=make_key()))
    if arguments.model_server:
        contenders.append(WithModelServer(Handdraw(png, settings)))
    if not arguments.without_quantised:
        contenders.append(baseline(QUANTISED, python, networks / "quantised.onnx", png, arguments.workers))
    if arguments.peers:
        models = make_peers_models(arguments.output, networks)
        peers, missing = read_peers(arguments.peers, arguments.venvs or arguments.peers / "venvs", models, png)
        print(f"left out, since their environments are missing: {', '.join(missing) or 'none'}", flush=True)
        contenders += [peer for peer in peers if not arguments.only or peer.name in arguments.only.split(",")]
    return contenders


def take_rounds(contenders: Sequence[Contender], arguments: argparse.Namespace) -> dict[str, list[Round]]:
    """Measure all in turns; who fails once is left out from then on."""
    rounds: dict[str, list[Round]] = {one.name: [] for one in contenders}
    plan, left = Plan(arguments.connections, arguments.seconds, arguments.warm, arguments.patience), list(contenders)
    for number in range(1, arguments.rounds + 1):
        for contender in list(left):
            doing = f"round {number} of {arguments.rounds}: {contender.name}"
            try:
                found = measure_round(contender, plan, arguments.folder, partial(show, doing))
            except SystemExit as failure:
                print(f"\n{contender.name} failed: {failure}", flush=True)
                left.remove(contender)
            else:
                rounds[contender.name].append(found)
        left = [*left[1:], *left[:1]]  # each goes first in its turn
    print()
    return rounds


def show(doing: str, what: str) -> None:
    """Say how far it is: on one line of a terminal, or else on a line each."""
    line = f"  {doing} {what}"
    print(f"\r\x1b[K{line}" if sys.stdout.isatty() else f"{line}\n", end="", flush=True)


def report(rounds: Rounds, arguments: argparse.Namespace, machine: str) -> None:
    """Print the table, write figures and picture, and close with the ratio."""
    print(format_table(rounds, arguments.connections, BASELINE))
    print(f"the callers themselves took, of CPU an answer: {describe_callers(rounds, arguments.connections)}")
    raw = {name: [asdict(one) for one in found] for name, found in rounds.items()}
    figures = {"machine": machine, "rounds": raw}
    command_line.write(arguments.output, "serving", partial(draw, rounds, arguments.connections), figures)
    ours, most = rounds["Handdraw"], arguments.connections[-1]
    print(f"CPU time an answer over the baseline at {most}: {compare_costs(ours, rounds[BASELINE], most):.2f}")
    if WITH_KEYS in rounds:
        for connections in arguments.connections:
            grown = compare_costs(rounds[WITH_KEYS], ours, connections)
            print(f"CPU time an answer with keys over without at {connections}: {grown:.3f}")
    for name in (QUANTISED, BASELINE):
        for connections in arguments.connections:
            if name in rounds:
                beside = " over the quantised baseline" if name == QUANTISED else ""
                print(f"ratio{beside} at {connections}: {compare_rates(ours, rounds[name], connections):.2f}")


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = command_line.make_parser("serving", __doc__, FORMS, "2 rounds of 4 s windows; long: 3 of 20 s")
    parser.add_argument("--rounds", type=int, help="in place of the form's")
    parser.add_argument("--seconds", type=float, help="of a window, in place of the form's")
    parser.add_argument("--warm", type=float, default=2, help="seconds of load before a round's windows")
    parser.add_argument("--connections", type=command_line.connections, default=[1, 16, 64], metavar="1,16,64")
    parser.add_argument("--workers", type=int, default=2, help="processes of the gateway, and of the baseline")
    parser.add_argument("--without-quantised", action="store_true", help="leave the quantised baseline out")
    parser.add_argument("--model-server", action="store_true", help="also Handdraw with one that answers all alike")
    parser.add_argument("--keys", action="store_true", help="also Handdraw whose callers and services show keys")
    parser.add_argument("--peers", type=Path, help="a folder with a peers.toml: its rows are measured, too")
    parser.add_argument("--venvs", type=Path, help="the peers' environments (default: venvs in their folder)")
    parser.add_argument("--only", help="names of peers, by commas")
    parser.add_argument("--patience", type=float, default=120, help="seconds within which a contender has to answer")
    command_line.add_output(parser)
    return command_line.parse(parser, words, FORMS)


def main() -> None:
    arguments = parse(sys.argv[1:])
    arguments.output.mkdir(parents=True, exist_ok=True)
    contenders = gather(arguments)
    machine = command_line.introduce()
    report(take_rounds(contenders, arguments), arguments, machine)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
