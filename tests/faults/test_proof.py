"""The proof: short in `make test`, with about a minute of kills; as long as KILLS says in `make test-faults`."""

import os
import sys
import time
from pathlib import Path

from .proof import prove
from .watch import Progress

KILLS, SEED = int(os.environ.get("HANDDRAW_KILLS") or 16), int(os.environ.get("HANDDRAW_SEED") or 5)
FOLDER = os.environ.get("HANDDRAW_FOLDER")
WIDTH = 118


def test_no_event_is_lost_and_none_is_counted_twice_whatever_is_killed(tmp_path: Path) -> None:
    folder, started = Path(FOLDER or tmp_path), time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)

    def tell(progress: Progress) -> None:
        line = f"{time.monotonic() - started:5.0f} s, {progress}"
        sys.stdout.write(f"\r{line:<{WIDTH}}" if sys.stdout.isatty() else f"{line}\n")
        sys.stdout.flush()

    proof = prove(folder, KILLS, SEED, tell)
    sys.stdout.write(f"\n\nSeed {SEED}, {time.monotonic() - started:.0f} s\n\n{proof.table()}\n")

    assert (proof.verdict.faults, proof.killed.total() >= KILLS, proof.verdict.answers > KILLS) == ((), True, True)
