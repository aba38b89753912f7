"""Repairs Redis's append-only file: ``python -m handdraw_logger.repair FOLDER``, where Redis's data lie.

A copy is kept, and what is damaged is left out of the new file. An event that is whole among the damage is recorded
again by the logger, at a new place in the log; of the others it is said which they are.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from handdraw_chassis.locks import try_hold
from handdraw_chassis.running import read_settings
from handdraw_contracts import __version__
from handdraw_logger.acknowledged import Acknowledged
from handdraw_logger.archive.segments import sync_folder
from handdraw_logger.damage import Toll, count_toll, describe
from handdraw_logger.hot.append_only import COMMANDS, MANIFEST, AppendOnly, Examined, Part, examine, mapped
from handdraw_logger.hot.commands import Data, format_command
from handdraw_logger.hot.store import TALLIES, TALLY
from handdraw_logger.salvaged import NAME
from handdraw_logger.settings import Settings

LOCK = "lock"  # in Redis's folder: held by whoever works on it, Redis or a repair
WAIT_S = 5.0  # for a Redis that cannot start, and tries
SPARE_BYTES = 16 * 1024 * 1024

Say = Callable[[str], object]


class CannotRepair(Exception):
    """Its text is the line that the person reads."""


def repair(data_folder: Path, archive: Path, say: Say, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Raises CannotRepair, OSError."""
    found = examine(data_folder)
    if found is None:
        raise CannotRepair(f"{data_folder} holds no append-only file")
    if not found.faults:
        say(f"Redis's append-only file in {data_folder} is whole: nothing was done")
        return
    for fault in found.faults:
        say(fault)
    stamp = f"{now():%Y%m%dT%H%M%SZ}"
    say(f"A copy of it as it was: {_copy(found.folder, stamp)}")
    acknowledged = Acknowledged(archive)
    toll = count_toll(found, archive, acknowledged.kept())
    _keep_salvaged(archive, stamp, toll)
    _note_loss(acknowledged, found, toll, now())
    _write_anew(found, stamp)
    for line in describe(toll, archive):
        say(line)


def _copy(folder: Path, stamp: str) -> Path:
    needed = 2 * sum(file.stat().st_size for file in folder.iterdir()) + SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise CannotRepair(f"A copy and the new file take {needed >> 20} MiB, and {free >> 20} MiB are free: make room")
    copy = folder.with_name(f"{folder.name}.before-repair-{stamp}")
    unfinished = folder.with_name(f"{folder.name}.copying")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(folder, unfinished)
    unfinished.rename(copy)
    return copy


def _keep_salvaged(archive: Path, stamp: str, toll: Toll) -> None:
    if toll.salvaged:
        archive.mkdir(parents=True, exist_ok=True)
        lines = b"".join(body + b"\n" for body in toll.salvaged.values())
        _write(archive / NAME.format(stamp), [lines])


def _note_loss(acknowledged: Acknowledged, found: AppendOnly, toll: Toll, now: datetime) -> None:
    """Let the logger say what is gone, and let it not take for lost what comes again."""
    if toll.gone or toll.uncounted:
        acknowledged.note_loss(found.last, [] if toll.uncounted else toll.gone, now)  # named ones may come again
    acknowledged.forget_after(found.last)


def _write_anew(found: AppendOnly, stamp: str) -> None:
    """Write the damaged parts under new names, then the manifest, which is the moment at which all is new."""
    parts = [part for one in found.parts if (part := _write_part(found.folder, one, stamp))]
    number = max((one.part.number for one in found.parts), default=0) + 1
    parts.append(Part(COMMANDS, number, f"appendonly.aof.{number}.incr.repaired-{stamp}.aof"))
    _write(found.folder / parts[-1].name, [_forget_tallies(found.database)])
    sync_folder(found.folder)
    _write(found.folder / MANIFEST, [str(part).encode() for part in parts])
    sync_folder(found.folder)
    for one in found.parts:
        if one.part not in parts:
            (found.folder / one.part.name).unlink(missing_ok=True)


def _forget_tallies(database: bytes) -> bytes:
    """Return the commands that come last: what was counted may be gone. Without tallies the events are counted."""
    return format_command(b"SELECT", database) + format_command(b"DEL", TALLY.encode(), TALLIES.encode())


def _write_part(folder: Path, one: Examined, stamp: str) -> Part | None:
    """Return what stands for the part from now on; None for one of which nothing can be kept."""
    if not one.fault:
        return one.part
    if not one.reading or not one.reading.kept:
        return None
    new = Part(one.part.kind, one.part.number, f"appendonly.aof.{one.part.number}.incr.repaired-{stamp}.aof")
    with mapped(folder / one.part.name) as data:
        _write(folder / new.name, _kept(data, one.reading.kept))
    return new


def _kept(data: Data, kept: "Sequence[tuple[int, int] | bytes]") -> Iterator[bytes]:
    for one in kept:
        yield one if isinstance(one, bytes) else data[one[0] : one[1]]


def _write(file: Path, contents: "Sequence[bytes] | Iterator[bytes]") -> None:
    """Return once it is on the disk, under its name only then: without a manifest a part is known by that alone."""
    unfinished = file.with_name(f"{file.name}.new")
    with unfinished.open("wb") as opened:
        opened.writelines(contents)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.replace(file)


@contextmanager
def hold_folder(data_folder: Path, wait_s: float = WAIT_S, pause_s: float = 0.1) -> Iterator[None]:
    """Hold Redis's folder alone. Raises CannotRepair if Redis runs there, or another repair does."""
    if not data_folder.is_dir():
        raise CannotRepair(f"{data_folder} is no folder")
    until = time.monotonic() + wait_s
    while True:
        with ExitStack() as stack:
            if stack.enter_context(try_hold(data_folder / LOCK)):
                yield
                return
        if time.monotonic() > until:
            raise CannotRepair(f"Redis runs on {data_folder}, or another repair does: nothing was done")
        time.sleep(pause_s)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        "python -m handdraw_logger.repair",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="The archive is that of LOGGER_ARCHIVE_DIR.",
    )
    parser.add_argument("--version", action="version", version=f"Handdraw {__version__}")
    parser.add_argument("folder", type=Path, help="where Redis's data lie")
    folder = parser.parse_args(arguments).folder
    try:
        with hold_folder(folder):
            repair(folder, read_settings(Settings).archive_dir, lambda line: print(line, flush=True))  # noqa: T201
    except (CannotRepair, OSError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
