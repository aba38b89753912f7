"""The command `handdraw`: draw, classify, label."""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from handdraw_contracts import __version__
from handdraw_desktop.commands.classify import EPILOG, classify
from handdraw_desktop.commands.draw import KEYS, draw
from handdraw_desktop.commands.exits import AWAY, EXITS, Exit
from handdraw_desktop.commands.key import SEEN, key_complaint
from handdraw_desktop.commands.label import label
from handdraw_desktop.errors import NoGateway
from handdraw_desktop.gateway.calls import Reason
from handdraw_desktop.language import Language
from handdraw_desktop.settings import Settings
from handdraw_desktop.unknown_settings import name_unknown
from handdraw_desktop.words.wording import load_words

NAMES = frozenset(("draw", "classify", "label"))
MOST_JOBS = 32
OPTIONS = {"gateway_url": "--gateway", "scale": "--scale", "key_file": "--key-file"}

Command = Callable[[argparse.Namespace, Settings], int]
Commands = Any
"""what argparse adds subcommands to: a type without a public name"""


def main(arguments: Sequence[str] | None = None) -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's shell makes its background jobs ignore it
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help(sys.stderr)
        return Exit.MISUSED
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file's name may hold what a terminal does not
    try:
        return _run(options.command, options)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # whoever reads has enough
            print(f"The output cannot be written: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.PARTLY


def _run(command: Command, options: argparse.Namespace) -> int:
    said = ((name, getattr(options, option[2:].replace("-", "_"), None)) for name, option in OPTIONS.items())
    given = {name: value for name, value in said if value}
    for sentence in name_unknown():
        print(sentence, file=sys.stderr)
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        for wrong in error.errors():
            name = str(wrong["loc"][0])
            print(OPTIONS[name] if name in given else f"DESKTOP_{name}".upper(), wrong["msg"], file=sys.stderr)
        return Exit.MISUSED
    complaint = None if command is draw else key_complaint(settings.key_file)  # the window says so itself
    if complaint:
        print(load_words(Language.ENGLISH).complaint(complaint), file=sys.stderr)
        if complaint.code != SEEN:
            return Exit.MISUSED
    try:
        return command(options, settings)
    except NoGateway as away:
        print(AWAY[Reason(away.reason)].format(settings.gateway_url), file=sys.stderr)
        return Exit.AWAY


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "handdraw",
        description="Handdraw reads handwritten digits.",
        epilog=EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(title="commands", metavar="draw | classify | label")
    _add_draw(commands)
    _add_classify(commands)
    _add_label(commands)
    for command in (parser, *commands.choices.values()):
        command.add_argument("--version", action="version", version=f"Handdraw {__version__}")
    return parser


def _add(commands: Commands, command: Command, says: str, epilog: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = commands.add_parser(
        command.__name__,
        help=says,
        description=f"{says[0].upper()}{says[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    added.set_defaults(command=command)
    added.add_argument("--gateway", metavar="URL", help="where the gateway is (default: DESKTOP_GATEWAY_URL)")
    added.add_argument(
        "--key-file", metavar="FILE", help="with the key, where the gateway wants one (default: DESKTOP_KEY_FILE)"
    )
    return added


def _add_draw(commands: Commands) -> None:
    command = _add(commands, draw, "open a window to draw digits in", KEYS)
    command.add_argument("file", metavar="FILE", nargs="?", type=Path, help="a picture to begin with")
    command.add_argument("--scale", metavar="NUMBER", help="how much larger than 280x280 the canvas is (DESKTOP_SCALE)")


def _add_classify(commands: Commands) -> None:
    command = _add(commands, classify, "have pictures read, and a line written for each", EPILOG)
    command.add_argument("files", metavar="FILES", nargs="+", help="pictures, folders, patterns, or -")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--jsonl", dest="form", action="store_const", const="jsonl", help="write JSON, one object a line")
    form.add_argument("--csv", dest="form", action="store_const", const="csv", help="write CSV (default: a table)")
    command.add_argument(
        "--run", metavar="NAME", default="", help="record the same pictures once more, under this name"
    )
    command.add_argument("--preview", action="store_true", help="record nothing")
    command.add_argument(
        "--jobs", type=_jobs, default=4, metavar="N", help="how many at a time (default: 4, at most 32)"
    )
    _add_patience(command)


def _add_label(commands: Commands) -> None:
    command = _add(commands, label, "say which digit a drawing was", EXITS)
    command.add_argument("id", metavar="ID", type=UUID, help="the drawing's id, as `handdraw classify --csv` writes it")
    command.add_argument("digit", metavar="DIGIT", type=int, choices=range(10), help="0 to 9")
    _add_patience(command)


def _add_patience(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--patience",
        type=_seconds,
        default=10.0,
        metavar="SECONDS",
        help="how long to try while the gateway is away (default: 10)",
    )


def _jobs(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_JOBS:
        raise argparse.ArgumentTypeError(f"1 to {MOST_JOBS}")
    return number


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < float("inf"):
        raise argparse.ArgumentTypeError("0 seconds or more")
    return seconds
