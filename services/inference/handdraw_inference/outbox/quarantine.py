"""What the logger rejected for ever, or a disk has spoilt: for an operator to decide about, also while it runs.

``python -m handdraw_inference.outbox.quarantine list``
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import time

from handdraw_chassis.running import read_settings
from handdraw_contracts import __version__
from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.outbox.file import OutboxFile
from handdraw_inference.settings import Settings

VERBS = {
    "list": "a line each: when it came here, why, its size in bytes, its id",
    "show": "the events themselves, as lines of JSON",
    "requeue": "back into the outbox, to be forwarded again: once the logger takes what it rejected",
    "take": "show them, and let go of them for good: append the lines to a file that you keep",
}


@dataclass(frozen=True, slots=True)
class RejectedEvent:
    """``moved_at``: when it was rejected, in seconds since the epoch. As text: its line in ``list``."""

    seq: int
    event_id: str
    code: str
    body: bytes
    moved_at: float

    def __str__(self) -> str:
        moved_at = datetime.fromtimestamp(self.moved_at, UTC)
        return f"{moved_at:%Y-%m-%dT%H:%M:%SZ} {self.code} {len(self.body)} {self.event_id}"


class Quarantine:
    """Every method raises OutboxUnavailable. ``ids`` names events; None means all of them."""

    def __init__(self, file: Path) -> None:
        self._db = OutboxFile(file, "normal", owner=False)

    def entries(self, ids: Sequence[str] | None = None) -> Iterator[RejectedEvent]:
        """Yield the events in the order in which they were recorded."""
        with self._db.reading() as db:
            for row in db.execute("SELECT seq, event_id, code, body, moved_at FROM quarantine ORDER BY seq"):
                if ids is None or row[1] in ids:
                    yield RejectedEvent(*row)

    def requeue(self, entries: Sequence[RejectedEvent]) -> None:
        """Move events to the end of the outbox, whatever its quota says."""
        with self._db.writing() as db:
            db.executemany(
                "INSERT INTO outbox (event_id, refused, body, appended_at)"
                " SELECT event_id, 0, body, ? FROM quarantine WHERE seq = ?",
                [(time(), entry.seq) for entry in entries],
            )
            db.executemany("DELETE FROM quarantine WHERE seq = ?", [(entry.seq,) for entry in entries])

    def discard(self, entries: Sequence[RejectedEvent]) -> None:
        with self._db.writing() as db:
            db.executemany("DELETE FROM quarantine WHERE seq = ?", [(entry.seq,) for entry in entries])

    def close(self) -> None:
        self._db.close()


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    file = asked.file or read_settings(Settings).outbox_file
    try:
        with closing(Quarantine(file)) as quarantine:
            return _run(quarantine, asked.verb, asked.id or None)
    except OutboxUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m handdraw_inference.outbox.quarantine",
        description=__doc__.partition("\n")[0],
        epilog="".join(f"{verb}: {what}.\n" for verb, what in VERBS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"Handdraw {__version__}")
    parser.add_argument("--file", type=Path, help="the outbox (default: INFERENCE_OUTBOX_FILE)")
    parser.add_argument("verb", choices=VERBS)
    parser.add_argument("id", nargs="*", help="events (default: all of them)")
    return parser


def _run(quarantine: Quarantine, verb: str, ids: Sequence[str] | None) -> int:
    entries = list(quarantine.entries(ids))
    if unknown := set(ids or ()) - {entry.event_id for entry in entries}:
        sys.stderr.write(f"Not in the quarantine: {' '.join(sorted(unknown))}\n")
        return 1
    if verb == "requeue":
        quarantine.requeue(entries)
    else:
        for entry in entries:
            sys.stdout.write(f"{entry if verb == 'list' else entry.body.decode(errors='backslashreplace')}\n")
        sys.stdout.flush()
    if verb == "take":  # not before the lines are out
        quarantine.discard(entries)
    sys.stderr.write(f"{len(entries)} events\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
