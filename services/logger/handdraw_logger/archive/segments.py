"""Segments: files that each hold a stretch of the log, as compressed JSON Lines that any tool opens.

A segment's name is its range, ``<first cursor>_<last cursor>.jsonl.gz``; where several machines share the archive,
``<first cursor>_<last cursor>_<number>.jsonl.gz``: two rollers never write under one name. Each block of some hundred
lines is a gzip member of its own, so that an event can be read without everything before it.
"""

import gzip
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from isal import igzip

from handdraw_chassis.errors import map_errors
from handdraw_logger.cursors import Place, parse_cursor
from handdraw_logger.errors import InvalidRequest, SegmentDamaged
from handdraw_logger.records import Record

SUFFIX = ".jsonl.gz"
UNFINISHED = "unfinished"
BLOCK_EVENTS = 250
COMPRESSION = 1  # of 0 to 3: as small as gzip 6, in a twelfth of its time
UNREADABLE = 0  # the size of a block that stands for the unreadable rest of a damaged segment
_MEMBER = 16 + zlib.MAX_WBITS  # zlib's way to say: one gzip member
_NAME = re.compile(r"(\d{1,16}-\d{1,16})_(\d{1,16}-\d{1,16})(?:_(\d{1,16}))?" + re.escape(SUFFIX), re.ASCII)
_PART_BYTES = 256 * 1024
_DAMAGE = (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, InvalidRequest)


@dataclass(frozen=True, slots=True)
class Block:
    """A gzip member of a segment: the place of its last event, and its bytes in the file."""

    last: Place
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Segment:
    """``fault``: why the rest of its range, after its last readable block, cannot be read."""

    name: str
    first: Place
    last: Place
    events: int
    size: int
    checksum: int
    blocks: tuple[Block, ...]
    fault: str | None = None


class SegmentWriter:
    """Writes a segment under a name that makes it none yet; ``publish`` gives it its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / UNFINISHED).open("wb")
        self._cursors: list[str] = []
        self._blocks: list[Block] = []
        self._checksum = 0
        self.records = 0

    def write_block(self, records: Sequence[Record]) -> None:
        """Append a block; records and blocks come in log order."""
        data = igzip.compress(b"".join(record.to_line() + b"\n" for record in records), COMPRESSION, mtime=0)
        self._blocks.append(Block(parse_cursor(records[-1].cursor), self._file.tell(), len(data)))
        self._file.write(data)
        self._checksum = zlib.crc32(data, self._checksum)
        self._cursors = [(self._cursors or [records[0].cursor])[0], records[-1].cursor]
        self.records += len(records)

    def sync(self) -> None:
        """Return once everything written is on the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def publish(self, number: int = 0) -> Segment:
        """Rename the file to its range, with its roller's number unless that is 0: from now on it is a segment."""
        parts = [*self._cursors, str(number)] if number else self._cursors
        name, size = "_".join(parts) + SUFFIX, self._file.tell()
        (self._folder / UNFINISHED).rename(self._folder / name)
        sync_folder(self._folder)
        first, last = map(parse_cursor, self._cursors)
        return Segment(name, first, last, self.records, size, self._checksum, tuple(self._blocks))

    def close(self) -> None:
        with suppress(OSError):  # a full disk has raised before
            self._file.close()
        (self._folder / UNFINISHED).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Bring new names to the disk; a file's own fsync does not."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def parse_name(name: str) -> tuple[Place, Place] | None:
    """Return the first and the last place of the segment with this name; None if it is not a segment's."""
    found = _NAME.fullmatch(name)
    return (parse_cursor(found[1]), parse_cursor(found[2])) if found else None


def parse_number(name: str) -> int:
    """Return the number of a segment's roller; 0 if its name has none."""
    found = _NAME.fullmatch(name)
    return int(found[3] or 0) if found else 0


def is_missing(damaged: SegmentDamaged) -> bool:
    """Return whether the file is not there at all."""
    return isinstance(damaged.__cause__, FileNotFoundError)


def list_segments(folder: Path) -> list[str]:
    """Return the names of all segments there, in log order."""
    ranges = {file.name: parse_name(file.name) for file in folder.iterdir()}
    return sorted((name for name, found in ranges.items() if found), key=lambda name: ranges[name] or ())


def read_block(folder: Path, name: str, block: Block) -> list[Record]:
    """Raises SegmentDamaged."""
    with _damage(name), (folder / name).open("rb") as file:
        file.seek(block.offset)
        records = _parse_records(gzip.decompress(file.read(block.size)))
        if parse_cursor(records[-1].cursor) != block.last:
            raise SegmentDamaged(name, f"what stands at byte {block.offset} is not what was written there")
        return records


def read_blocks(folder: Path, name: str) -> Iterator[tuple[Block, list[Record]]]:
    """Yield the whole file, a block at a time. Raises SegmentDamaged."""
    with _damage(name), (folder / name).open("rb") as file:
        for offset, size, data in _members(file):
            records = _parse_records(data)
            yield Block(parse_cursor(records[-1].cursor), offset, size), records


def measure(file: Path) -> tuple[int, int]:
    """Return its size in bytes and its CRC-32. Raises OSError."""
    checksum = 0
    with file.open("rb") as opened:
        while part := opened.read(_PART_BYTES):
            checksum = zlib.crc32(part, checksum)
        return opened.tell(), checksum


def _parse_records(data: bytes) -> list[Record]:
    return [Record.parse_line(line) for line in data.removesuffix(b"\n").split(b"\n")]


def _members(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Yield the offset, the compressed size and the content of each gzip member. Raises EOFError, zlib.error."""
    offset, rest = 0, file.read(_PART_BYTES)
    while rest:
        member, data, read = zlib.decompressobj(_MEMBER), bytearray(), 0
        while not member.eof:
            if not rest:
                raise EOFError("it ends in the middle")
            data += member.decompress(rest)
            read += len(rest)
            rest = member.unused_data if member.eof else file.read(_PART_BYTES)
        size = read - len(rest)
        yield offset, size, bytes(data)
        offset, rest = offset + size, rest or file.read(_PART_BYTES)


def _damage(name: str) -> AbstractContextManager[None]:
    """Raise SegmentDamaged in place of whatever reading and parsing raise in the block."""
    return map_errors(_DAMAGE, lambda error: SegmentDamaged(name, _reason(error)))


def _reason(error: Exception) -> str:
    """Return the reason in one line that quotes nothing from the log."""
    is_of_the_file = isinstance(error, (OSError, EOFError, zlib.error))
    return str(error) if is_of_the_file else "what stands there is no event of the log"
