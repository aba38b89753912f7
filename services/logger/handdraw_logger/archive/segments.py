"""Segments: stretches of the log in files of their own, as compressed JSON Lines that any tool opens.

A file's name is its range, ``<first cursor>_<last cursor>.jsonl.gz``. Within it each block of some hundred lines is a
gzip member of its own, so that an event is read without all that stands before it.
"""

import gzip
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from handdraw_chassis.errors import map_errors
from handdraw_logger.cursors import Place, key
from handdraw_logger.errors import InvalidRequest, SegmentDamaged
from handdraw_logger.records import Record

SUFFIX = ".jsonl.gz"
UNFINISHED = "unfinished"
BLOCK_EVENTS = 250
UNREADABLE = 0  # the size of a block that stands for what a damaged segment does not tell
_MEMBER = 16 + zlib.MAX_WBITS  # zlib's word for one gzip member
_PART_BYTES = 256 * 1024
_DAMAGE = (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError, InvalidRequest)


@dataclass(frozen=True, slots=True)
class Block:
    """A gzip member of a segment, whose last event lies at ``last``."""

    last: Place
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Segment:
    """``fault``: why what lies in its range behind its last block cannot be read."""

    name: str
    first: Place
    last: Place
    events: int
    size: int
    checksum: int
    blocks: tuple[Block, ...]
    fault: str | None = None


class Writing:
    """A segment that is being written beside the others; nobody takes it for one of them before it has its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = (folder / UNFINISHED).open("wb")
        self._cursors: list[str] = []
        self._blocks: list[Block] = []
        self._checksum = 0
        self.records = 0

    def add(self, records: Sequence[Record]) -> None:
        """A block, in log order."""
        data = gzip.compress(b"".join(record.line() + b"\n" for record in records), mtime=0)
        self._blocks.append(Block(key(records[-1].cursor), self._file.tell(), len(data)))
        self._file.write(data)
        self._checksum = zlib.crc32(data, self._checksum)
        self._cursors = [(self._cursors or [records[0].cursor])[0], records[-1].cursor]
        self.records += len(records)

    def sync(self) -> None:
        """Returns once the disk has it all."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def name(self) -> Segment:
        """From now on it is one of them."""
        name, size = "_".join(self._cursors) + SUFFIX, self._file.tell()
        (self._folder / UNFINISHED).rename(self._folder / name)
        sync_folder(self._folder)
        first, last = map(key, self._cursors)
        return Segment(name, first, last, self.records, size, self._checksum, tuple(self._blocks))

    def close(self) -> None:
        with suppress(OSError):  # a full disk has said so before
            self._file.close()
        (self._folder / UNFINISHED).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """A name is on the disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def extent(name: str) -> tuple[Place, Place] | None:
    """The range that a segment's name tells; None where it is not a segment's."""
    first, _, last = name.removesuffix(SUFFIX).partition("_")
    try:
        return (key(first), key(last)) if name.endswith(SUFFIX) else None
    except InvalidRequest:
        return None


def names(folder: Path) -> list[str]:
    """Of all segments there, in log order."""
    ranges = {file.name: extent(file.name) for file in folder.iterdir()}
    return sorted((name for name, found in ranges.items() if found), key=lambda name: ranges[name] or ())


def read_block(folder: Path, name: str, block: Block) -> list[Record]:
    """Raises SegmentDamaged."""
    with _damage(name), (folder / name).open("rb") as file:
        file.seek(block.offset)
        records = _records(gzip.decompress(file.read(block.size)))
    if key(records[-1].cursor) != block.last:
        raise SegmentDamaged(name, f"what stands at byte {block.offset} is not what was written there")
    return records


def read_blocks(folder: Path, name: str) -> Iterator[tuple[Block, list[Record]]]:
    """The whole file, a block at a time. Raises SegmentDamaged."""
    with _damage(name), (folder / name).open("rb") as file:
        for offset, size, data in _members(file):
            records = _records(data)
            yield Block(key(records[-1].cursor), offset, size), records


def measured(file: Path) -> tuple[int, int]:
    """Its size and its checksum."""
    checksum = 0
    with file.open("rb") as opened:
        while part := opened.read(_PART_BYTES):
            checksum = zlib.crc32(part, checksum)
        return opened.tell(), checksum


def _records(data: bytes) -> list[Record]:
    return [Record.of_line(line) for line in data.removesuffix(b"\n").split(b"\n")]


def _members(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Of each gzip member: where it begins, how long it is, and what it holds."""
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
    """In a line that repeats nothing of what stands in the log."""
    known = isinstance(error, (OSError, EOFError, zlib.error))
    return str(error) if known else "what stands there is no event of the log"
