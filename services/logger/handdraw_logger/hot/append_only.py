"""Redis's append-only file: a folder with a manifest, a snapshot, and the commands since."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from handdraw_logger.hot import commands, snapshot
from handdraw_logger.hot.commands import Data, Reading

FOLDER, MANIFEST = "appendonlydir", "appendonly.aof.manifest"
SNAPSHOT, COMMANDS = "b", "i"
_LINE = re.compile(r"file (\S+) seq (\d+) type ([bhi])(?: .*)?")
_NAME = re.compile(r"appendonly\.aof\.(\d+)\.(base|incr)\.(?:.*\.)?(?:rdb|aof)")


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A file of it. ``kind``: SNAPSHOT or COMMANDS; the snapshot comes first, then the commands in their order."""

    kind: str
    number: int
    name: str

    def __str__(self) -> str:
        return f"file {self.name} seq {self.number} type {self.kind}\n"


@dataclass(frozen=True, slots=True)
class Examined:
    """A part as it is found. ``fault``: what is wrong with it, in words; ``reading``: of one with commands."""

    part: Part
    size: int
    fault: str | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """The whole of it. ``fault``: of the manifest; then the parts are those that lie there."""

    folder: Path
    parts: tuple[Examined, ...]
    fault: str | None = None

    @property
    def faults(self) -> list[str]:
        """What is wrong with it, a line each."""
        found = [f"{one.part.name} {one.fault}" for one in self.parts if one.fault]
        return ([f"{MANIFEST} {self.fault}"] if self.fault else []) + found

    @property
    def last(self) -> str | None:
        """The cursor of the last event among its commands."""
        return next((one.reading.last for one in reversed(self.parts) if one.reading and one.reading.last), None)

    @property
    def database(self) -> bytes:
        """The one of the log."""
        found = [one.reading for one in self.parts if one.reading and one.reading.last]
        return found[-1].database if found else b"0"

    @property
    def ids(self) -> set[str]:
        """Of the events among its commands."""
        return {one for part in self.parts if part.reading for one in part.reading.ids}


def examine(data_folder: Path) -> AppendOnly | None:
    """Read all of it; None where Redis has never written one. Raises OSError."""
    folder = data_folder / FOLDER
    if not folder.is_dir():
        return None
    lying, listed = list_lying(folder), read_manifest(folder)
    if listed is None and not lying and not (folder / MANIFEST).exists():
        return None
    parts = tuple(_examine(folder, part) for part in (lying if listed is None else listed))
    missing = "is missing" if not (folder / MANIFEST).exists() else "is damaged"
    return AppendOnly(folder, parts, missing if listed is None else None)


def lacks_manifest(data_folder: Path) -> bool:
    """Say whether Redis would take what lies there for nothing, and begin anew over it."""
    folder = data_folder / FOLDER
    return folder.is_dir() and not (folder / MANIFEST).exists() and bool(list_lying(folder))


def read_manifest(folder: Path) -> list[Part] | None:
    """Return the parts in order; None where Redis could not read it either."""
    try:
        lines = (folder / MANIFEST).read_text().splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    found = [_LINE.fullmatch(line) for line in lines if not line.startswith("#")]
    parts = sorted(Part(line[3], int(line[2]), line[1]) for line in found if line and line[3] != "h")
    return parts if parts and None not in found else None


def list_lying(folder: Path) -> list[Part]:
    """Return the parts that lie there, whatever the manifest says: the newest snapshot, and all commands."""
    found = {}
    for name in sorted(file.name for file in folder.iterdir()):
        if match := _NAME.fullmatch(name):
            kind = SNAPSHOT if match[2] == "base" else COMMANDS
            found[kind, int(match[1])] = Part(kind, int(match[1]), name)
    snapshots = sorted(part for part in found.values() if part.kind == SNAPSHOT)
    return snapshots[-1:] + sorted(part for part in found.values() if part.kind == COMMANDS)


def _examine(folder: Path, part: Part) -> Examined:
    try:
        with mapped(folder / part.name) as data:
            if part.kind == SNAPSHOT and part.name.endswith(".rdb"):
                return Examined(part, len(data), None if snapshot.is_whole(data) else "is no whole snapshot")
            reading = commands.read(data)
            return Examined(part, len(data), _describe(len(data), reading), reading)
    except FileNotFoundError:
        return Examined(part, 0, "is missing")


def _describe(size: int, reading: Reading) -> str | None:
    if not reading.left_out:
        return None
    first, count = reading.left_out[0][0], sum(end - start for start, end in reading.left_out)
    return f"is damaged: {count:,} of its {size:,} bytes, from byte {first:,} on"


@contextmanager
def mapped(file: Path) -> Iterator[Data]:
    """Yield what a file holds, without reading all of it into memory. Raises OSError."""
    with file.open("rb") as opened:
        if not file.stat().st_size:
            yield b""
            return
        with mmap(opened.fileno(), 0, access=ACCESS_READ) as data:
            yield data
