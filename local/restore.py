"""Puts a backup where `make run` looks for its data. That must not run, and must have no data yet.

make restore FROM=/a/backup [LOCAL_RUN_DIR=/another/folder]
"""

import argparse
import os
import shutil
import sys
from pathlib import Path

from backup import OUTBOX, UNFINISHED, Kept, check_whole, perform
from copying import CannotCopy

from handdraw_chassis.locks import try_hold


def restore(kept: Kept, backup: Path) -> int:
    """Return how many files were restored. They appear once all of them are there. Raises CannotCopy, OSError."""
    files = check_whole(backup)
    places = {"outbox": kept.outbox.parent, "reports": kept.reports, "redis": kept.redis, "archive": kept.archive}
    if (backup / "secrets").exists():
        places["secrets"] = kept.secrets
    kept.run.mkdir(parents=True, exist_ok=True)
    with try_hold(kept.run / "lock") as free:
        if not free:
            raise CannotCopy(f"Handdraw runs in {kept.run}: stop it first")
        for place in places.values():
            if _holds_files(place):
                raise CannotCopy(f"{place} is not empty: move it away, or choose another LOCAL_RUN_DIR")
        for name, place in places.items():
            _copy(backup / name, place / UNFINISHED)
        if (copied := kept.outbox.parent / UNFINISHED / OUTBOX).exists():
            copied.rename(copied.with_name(kept.outbox.name))
        os.sync()
        for place in places.values():
            _reveal(place)
    return files


def _copy(part: Path, into: Path) -> None:
    """Copy so that others cannot look in."""
    shutil.rmtree(into, ignore_errors=True)
    into.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if part.exists():
        shutil.copytree(part, into, copy_function=shutil.copyfile)
    for file in into.rglob("*"):
        file.chmod(0o700 if file.is_dir() else 0o600)


def _reveal(place: Path) -> None:
    """Move what was copied to where it belongs; the folder stays, which may be a volume."""
    if (place / UNFINISHED).exists():
        for entry in (place / UNFINISHED).iterdir():
            entry.rename(place / entry.name)
        (place / UNFINISHED).rmdir()


def _holds_files(place: Path) -> bool:
    found = (file for file in place.rglob("*") if file.is_file() and file.name != "lock")
    return any(UNFINISHED not in file.parts for file in found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    backup = parser.parse_args().folder.resolve()
    os.umask(0o077)
    return perform(lambda kept: f"{restore(kept, backup)} files are in {kept.run}")


if __name__ == "__main__":
    sys.exit(main())
