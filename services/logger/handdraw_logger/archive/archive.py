"""The archive: the older part of the log, in segments on a volume, with their index. Blocks; thread-safe."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection

import structlog

from handdraw_logger.archive import counting, lookups
from handdraw_logger.archive.cache import Cache
from handdraw_logger.archive.counting import Counts
from handdraw_logger.archive.index import ArchiveSize, Index, read_end
from handdraw_logger.archive.segments import UNREADABLE, Block, read_block
from handdraw_logger.cursors import HEREAFTER, Place, format_cursor, next_place, parse_cursor
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged
from handdraw_logger.records import Json, KnownEvents, Record, StoredLabel

INDEX, LOCK = "index.db", "lock"
EMPTY = ArchiveSize(segments=0, events=0, bytes=0)

log = structlog.get_logger()


class Archive:
    """Several processes may read one archive; the one that holds its ``lock`` writes.

    ``cache``: where segments lie in a bucket, what brings them into the folder; None where they lie in it for good.
    ``closed``: why it cannot be read yet, until keeping.py has opened it. ``faults``: why a segment cannot be read, by
    its name. Every method raises ArchiveUnavailable; those that read or count segments raise SegmentDamaged, too.
    """

    def __init__(self, folder: Path, cache: Cache | None = None) -> None:
        self.folder = folder
        self.cache = cache
        self.lock = folder / LOCK
        self.index = Index(folder / INDEX)
        self.closed: str | None = f"The archive {folder} is not open yet"
        self.faults: dict[str, str] = {}
        self._unpacked: tuple[tuple[str, Block], list[Record]] | None = None

    def end(self) -> Place:
        """Return up to where it was given every event."""
        with self._connect() as db:
            return read_end(db)

    def find_known(self, ids: Sequence[str], drawings: Sequence[str]) -> KnownEvents:
        with self._connect() as db:
            return lookups.find_known(db, ids, drawings)

    def find_place(self, event_id: str) -> Place | None:
        with self._connect() as db:
            return lookups.find_place(db, event_id)

    def find_records(self, ids: Sequence[str]) -> list[Record]:
        """Return the events with these ids that are here and whose segment is not damaged."""
        with self._connect() as db:
            places = lookups.find_places(db, ids)
        found: list[Record] = []
        for place in places:
            with suppress(SegmentDamaged):
                found += [record for record in self._read_block_at(place) if record.cursor == format_cursor(place)]
        return found

    def find_labels(self, drawings: Sequence[str]) -> dict[str, StoredLabel]:
        with self._connect() as db:
            return lookups.find_labels(db, drawings)

    def find_readings(self, drawings: Sequence[str]) -> dict[str, Json]:
        with self._connect() as db:
            return lookups.find_readings(db, drawings)

    def read(self, first: Place, last: Place, count: int) -> tuple[list[Record], Place]:
        """Return the first ``count`` records in the range, in log order and not joined, and where the archive ends."""
        end = self.end()  # asked once: events added meanwhile are for whoever reads on after it
        records: list[Record] = []
        last = min(last, end)
        while len(records) < count and first <= last:
            block = self._read_block_at(first)
            if not block:
                break
            records += [record for record in block if first <= parse_cursor(record.cursor) <= last]
            first = next_place(parse_cursor(block[-1].cursor))
        return records[:count], end

    def count(self, first: Place, last: Place) -> tuple[Counts, Place]:
        """Return the counts of the range, and where the archive ends."""
        self._check_open()
        with self.index.snapshot() as db:
            end = read_end(db)
            return counting.count_stretch(db, first, min(last, end)), end

    def find_unmatched(self, first: Place, last: Place, count: int) -> tuple[list[str], Place | None]:
        """Look at the range's first ``count`` labels: return the drawings that are not here, and where to go on, if."""
        self._check_open()
        with self.index.snapshot() as db:
            return counting.find_unmatched(db, first, last, count)

    def size(self, first_hot: Place = HEREAFTER) -> ArchiveSize:
        """``first_hot``: the place of the oldest event in Redis."""
        return EMPTY if self.closed else self.index.size(first_hot)

    def set_fault(self, name: str, fault: str | None) -> None:
        """Note why a segment cannot be read, or that it can; a change is logged."""
        if fault is None:
            if self.faults.pop(name, None):
                log.info("a segment of the archive can be read again", segment=name)
        elif self.faults.get(name) != fault:
            self.faults[name] = fault
            log.error("a segment of the archive is damaged", segment=name, reason=fault)

    def close(self) -> None:
        self.index.close()

    def describe_gap(self) -> str:
        """Return the error's text for when Redis has removed events that are not here."""
        place = self.cache.url if self.cache else self.folder
        return f"The archive {place} ends before what Redis let go of: it is another log's, or an old copy"

    def _read_block_at(self, first: Place) -> list[Record]:
        """Return all records of the block that holds the first event at or after a place."""
        while True:
            with self._connect() as db:
                found = lookups.find_block(db, first)
            if found is None:
                return []
            unpacked = self._unpacked  # read once: another thread may replace it at any moment
            if unpacked is None or unpacked[0] != found:
                try:
                    unpacked = self._unpacked = found, self._unpack(*found)
                except SegmentDamaged:
                    with self._connect() as db:
                        if lookups.find_block(db, first) == found:  # else it was deleted for its age meanwhile
                            raise
                    continue
            return unpacked[1]

    def _unpack(self, name: str, block: Block) -> list[Record]:
        if block.size == UNREADABLE:
            raise SegmentDamaged(name, self.faults.get(name, "it was not whole when the index was made"))
        try:
            return self._read(name, block)
        except SegmentDamaged as damaged:
            if name not in self.faults:
                self.set_fault(name, damaged.reason)
            raise

    def _read(self, name: str, block: Block) -> list[Record]:
        segment = self.index.find_segment(name) if self.cache else None
        if self.cache is None or segment is None:
            return read_block(self.folder, name, block)
        return self.cache.read(name, segment.size, segment.checksum, lambda: read_block(self.folder, name, block))

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        self._check_open()
        with self.index.connect() as db:
            yield db

    def _check_open(self) -> None:
        if self.closed:
            raise ArchiveUnavailable(self.closed)
