"""Measures the desktop client: frames, idling, how soon an answer is seen, and what curves are worth.

    .venv/bin/python -m benchmarks.desktop [--help]

frames: CPU time of one motion of the pen and the picture that shows it, at three sizes. idle and answers: a real window
under Xvfb, before a real gateway. curves: every 8th point of each stroke, as polygons and as curves, read by the real
network. Strokes are people's where HANDDRAW_STROKES names them. On a machine with other work believe CPU times and
shares; what is waited for is late there.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import sleep

from benchmarks import command_line
from benchmarks.accounts import Group
from benchmarks.closed_loop import quantile
from benchmarks.desktop import frames, screen
from benchmarks.desktop.curves import shares_right
from benchmarks.desktop.figure import draw
from benchmarks.desktop.pens import read_digits
from benchmarks.stack import run_gateway

FORMS: command_line.Forms = {
    "short": {"frames": 10, "idle_s": 20.0, "answers": 20, "curves": 1000},
    "long": {"frames": 100, "idle_s": 120.0, "answers": 200, "curves": 0},
}
PARTS = ("frames", "idle", "answers", "curves")
IDLE_SHARE, ANSWER_MS = 0.002, 150.0
SETTLING_S = 10.0  # until the window looks for events at its rarest
PAUSE_S = 0.7  # between two digits, in which the answer comes


@dataclass
class Found:
    """``frames``: CPU ms, by size; ``idle``: the share of a core; ``answers``: ms; ``curves``: shares read right."""

    frames: dict[str, list[float]] = field(default_factory=dict)
    idle: float | None = None
    answers: list[float] = field(default_factory=list)
    curves: dict[str, float] = field(default_factory=dict)


def measure_frames(found: Found, arguments: argparse.Namespace, _folder: Path) -> None:
    digits = read_digits(arguments.frames)
    for name, (size, _) in frames.SIZES.items():
        found.frames[name] = frames.measure(size, digits)


def measure_idle(found: Found, arguments: argparse.Namespace, folder: Path) -> None:
    with run_gateway(folder, 9, Group.new("gateway")) as port, screen.open_window(folder, port) as window:
        window.draw(read_digits(1)[0][1][0])
        sleep(SETTLING_S)
        found.idle = window.idle_share(arguments.idle_s)


def measure_answers(found: Found, arguments: argparse.Namespace, folder: Path) -> None:
    noted = folder / "answers.txt"
    watched = ("benchmarks.desktop.watched", str(noted))
    with run_gateway(folder, 9, Group.new("gateway")) as port, screen.open_window(folder, port, watched) as window:
        for _, strokes in read_digits(arguments.answers):
            for stroke in strokes:
                window.draw(stroke)
            sleep(PAUSE_S)
            noted.open("a").write("pause\n")
            window.press("c")
    found.answers = last_before_pauses(noted.read_text().split())


def last_before_pauses(noted: Sequence[str]) -> list[float]:
    """While the pen moves on, an answer belongs to no pause: only the last before each counts."""
    return [float(one) for one, after in pairwise(noted) if after == "pause" != one]


def measure_curves(found: Found, arguments: argparse.Namespace, folder: Path) -> None:
    with run_gateway(folder, 9, Group.new("gateway")) as port:
        found.curves = shares_right(read_digits(arguments.curves), port)


MEASURES: dict[str, Callable[[Found, argparse.Namespace, Path], None]] = {
    "frames": measure_frames,
    "idle": measure_idle,
    "answers": measure_answers,
    "curves": measure_curves,
}


def rows(found: Found) -> list[tuple[str, str, str]]:
    """Return what was measured, what came out, and the target."""
    told = [
        (f"a frame at {name}, CPU ms", f"{median(costs):.2f}, p95 {quantile(costs, 0.95):.2f}", f"{limit:g}")
        for (name, costs), (_, limit) in zip(found.frames.items(), frames.SIZES.values(), strict=False)
    ]
    if found.idle is not None:
        told.append(("idle, share of a core", f"{found.idle:.2%}", f"{IDLE_SHARE:.1%}"))
    if found.answers:
        spread = f"{median(found.answers):.0f}, p95 {quantile(found.answers, 0.95):.0f}, n {len(found.answers)}"
        told.append(("last motion to the flip with its answer, ms", spread, f"{ANSWER_MS:.0f}"))
    told += [(f"every 8th point as {name}, read right", f"{share:.1%}", "") for name, share in found.curves.items()]
    return told


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = command_line.make_parser("desktop", __doc__, FORMS, "about two minutes; long: about fifteen")
    parser.add_argument("--part", choices=PARTS, action="append", help="these alone (default: all)")
    parser.add_argument("--frames", type=int, help="digits drawn at each size, in place of the form's")
    parser.add_argument("--idle-s", type=float, help="seconds of idling, in place of the form's")
    parser.add_argument("--answers", type=int, help="digits whose answers are waited for, in place of the form's")
    parser.add_argument("--curves", type=int, help="digits read both ways, in place of the form's; long: all")
    command_line.add_output(parser)
    return command_line.parse(parser, words, FORMS)


def main() -> None:
    arguments = parse(sys.argv[1:])
    arguments.output.mkdir(parents=True, exist_ok=True)
    machine = command_line.introduce()
    found = Found()
    for part in arguments.part or PARTS:
        if part in {"idle", "answers"} and (missing := screen.missing()):
            print(f"{part} is skipped: {' and '.join(missing)} missing here")
            continue
        print(f"  {part}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            MEASURES[part](found, arguments, Path(folder))
    print(f"{'':<46}{'measured':<28}{'target':>8}")
    for name, measured, target in rows(found):
        print(f"{name:<46}{measured:<28}{target:>8}")
    shown = {name: (costs, frames.SIZES[name][1]) for name, costs in found.frames.items()}
    figures = {"machine": machine, **asdict(found)}
    command_line.write(arguments.output, "desktop", partial(draw, shown, found.answers, ANSWER_MS), figures)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    main()
