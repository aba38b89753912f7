"""`handdraw classify`: pictures in, a row for each out."""

import argparse
import sys
from collections.abc import Sequence
from time import monotonic

from handdraw_desktop.commands.asking import Asker
from handdraw_desktop.commands.exits import EXITS, Exit
from handdraw_desktop.commands.pictures import find
from handdraw_desktop.commands.progress import Progress
from handdraw_desktop.commands.reading import Reader
from handdraw_desktop.commands.results import Write, write_csv, write_jsonl, write_table
from handdraw_desktop.errors import NoGateway
from handdraw_desktop.gateway.key import ShownKey
from handdraw_desktop.gateway.transport import connect
from handdraw_desktop.settings import Settings

EPILOG = f"""\
FILES are pictures (PNG, JPEG, WebP, BMP, GIF), folders (all pictures in them, and below), patterns in quotes
("scans/*.png"), or - for one picture on standard input.

Each picture is recorded as one event, under a key that is made of its file's name and its content: the same command
again, after Ctrl-C or an outage, goes on where it stopped, and records no reading twice. What is refused is refused
again, and each refusal is an event. --run NAME makes other keys, and so other events.

{EXITS}"""


def classify(options: argparse.Namespace, settings: Settings) -> int:
    """Raises NoGateway."""
    pictures = find(options.files)
    if not pictures:
        print(f"There are no pictures in {' '.join(options.files)}", file=sys.stderr)
        return Exit.MISUSED
    write = _writer(options.form, [picture.name for picture in pictures])
    read = failed = 0
    alone = sys.stderr.isatty() and not sys.stdout.isatty()
    progress = Progress(sys.stderr, len(pictures), monotonic, terminal=alone)
    key = ShownKey(settings.key_file)
    with connect(str(settings.gateway_url), settings.timeout_s, "handdraw", key=key) as http:
        reader = Reader(Asker(http, settings.retry_s, options.patience), options.run, records=not options.preview)
        try:
            for row in reader.read_all(pictures, options.jobs):
                write(row)
                progress.step()
                read += 1
                failed += row.problem is not None
        except NoGateway:
            print(
                f"{read} of {len(pictures)} pictures were read: the same command again does the rest", file=sys.stderr
            )
            raise
        finally:
            progress.end()
    return Exit.PARTLY if failed else Exit.DONE


def _writer(form: str, names: Sequence[str]) -> Write:
    match form:
        case "jsonl":
            return write_jsonl(sys.stdout)
        case "csv":
            return write_csv(sys.stdout)
        case _:
            return write_table(sys.stdout, names)
