"""Puts what SQLite can still read of a corrupt outbox into the one in use, also while the gateway runs.

``python -m handdraw_inference.outbox.rescue FILE``
"""

import argparse
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from time import time

from handdraw_chassis.running import read_settings
from handdraw_contracts import __version__
from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.outbox.file import OutboxFile
from handdraw_inference.outbox.queue import INSERT
from handdraw_inference.outbox.unreadable import is_whole
from handdraw_inference.settings import Settings

AT_ONCE = 1_000  # events of a commit
TABLES = ("outbox", "quarantine")  # quarantined events get a second try, too, and the logger may reject them again
BROKEN = (sqlite3.DatabaseError, UnicodeDecodeError)  # SQLite's own message may quote bytes that are not text
FORWARDS, BACKWARDS = (-1, ">", "ASC"), (2**63 - 1, "<", "DESC")


def readable_events(file: Path) -> list[tuple[str, bytes]]:
    """Return id and body of each event, in order: read from the front up to the damage, and from the back up to it.

    Raises sqlite3.DatabaseError or UnicodeDecodeError where not even the list of tables can be read.
    """
    found: dict[tuple[str, int], tuple[str, bytes]] = {}
    with closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True)) as db:
        db.execute("SELECT count(*) FROM sqlite_master")
        for table in TABLES:
            for direction in (FORWARDS, BACKWARDS):
                with suppress(*BROKEN):
                    for seq, event_id, body in _walk(db, table, *direction):
                        found[table, seq] = event_id, body
    return [found[place] for place in sorted(found)]


def _walk(db: sqlite3.Connection, table: str, seq: int, beyond: str, order: str) -> Iterator[tuple[int, str, bytes]]:
    """Read row by row: a cursor that meets the damage drops the row before it, and a damaged index may lead back."""
    query = f"SELECT seq, event_id, body FROM {table} WHERE seq {beyond} ? ORDER BY seq {order} LIMIT 1"  # noqa: S608
    while (row := db.execute(query, (seq,)).fetchone()) and (row[0] > seq if beyond == ">" else row[0] < seq):
        seq = row[0]
        yield row


def rescue(corrupt: Path, outbox: Path) -> tuple[int, int]:
    """Append whole events to the outbox. Returns how many are whole, and how many spoilt. Raises OutboxUnavailable."""
    found = readable_events(corrupt)
    events = [(event_id, body) for event_id, body in found if is_whole(event_id, body)]
    with closing(OutboxFile(outbox, "normal", owner=False)) as file:
        for first in range(0, len(events), AT_ONCE):  # so that the gateway, which waits meanwhile, never waits for long
            with file.writing() as db:
                some = events[first : first + AT_ONCE]
                db.executemany(INSERT, [(event_id, False, body, time()) for event_id, body in some])
    return len(events), len(found) - len(events)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m handdraw_inference.outbox.rescue",
        description=(__doc__ or "").partition("\n")[0],
        epilog="The file stays: remove it once you have what you want. Done twice, nothing is recorded twice.",
    )
    parser.add_argument("--version", action="version", version=f"Handdraw {__version__}")
    parser.add_argument("file", type=Path, help="what was moved aside: its path, or its name as /readyz says it")
    parser.add_argument("--outbox", type=Path, help="the outbox in use (default: INFERENCE_OUTBOX_FILE)")
    asked = parser.parse_args(arguments)
    try:
        outbox = asked.outbox or read_settings(Settings).outbox_file
        corrupt = asked.file if asked.file.exists() else outbox.with_name(asked.file.name)
        if not corrupt.exists():
            sys.stderr.write(f"{asked.file}: there is no such file, here or beside {outbox}\n")
            return 1
        count, spoilt = rescue(corrupt, outbox)
    except (OutboxUnavailable, sqlite3.Error, UnicodeDecodeError) as error:
        sys.stderr.write(f"{asked.file}: {error}\n")
        return 1
    sys.stderr.write(f"{count} events are to be forwarded again\n")
    if spoilt:
        sys.stderr.write(f"{spoilt} are spoilt, and stay in the file alone\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
