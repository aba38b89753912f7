"""The archive: the older part of the log, in segments on a volume, with their index. Blocks, and is thread-safe."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection

import structlog

from handdraw_logger.archive import counting, index, lookups
from handdraw_logger.archive.counting import Counts
from handdraw_logger.archive.index import ArchiveSize, Index
from handdraw_logger.archive.segments import UNREADABLE, Block, read_block
from handdraw_logger.cursors import Place, following, key
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged
from handdraw_logger.records import Json, KnownEvents, Label, Record

INDEX, LOCK = "index.db", "lock"
EMPTY = ArchiveSize(segments=0, events=0, bytes=0)

log = structlog.get_logger()


class Archive:
    """Several processes may read one archive; the one that holds its ``lock`` writes.

    ``closed``: why it cannot be read yet, until keeping.py has opened it. ``faults``: why a segment cannot be read, by
    its name. Every method raises ArchiveUnavailable; those that read or count segments raise SegmentDamaged, too.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lock = folder / LOCK
        self.index = Index(folder / INDEX)
        self.closed: str | None = f"The archive {folder} is not open yet"
        self.faults: dict[str, str] = {}
        self._unpacked: tuple[tuple[str, Block], list[Record]] | None = None

    def upto(self) -> Place:
        with self._opened() as db:
            return index.upto(db)

    def known(self, ids: Sequence[str], drawings: Sequence[str]) -> KnownEvents:
        with self._opened() as db:
            return lookups.known(db, ids, drawings)

    def place(self, event_id: str) -> Place | None:
        with self._opened() as db:
            return lookups.place(db, event_id)

    def labels(self, drawings: Sequence[str]) -> dict[str, Label]:
        with self._opened() as db:
            return lookups.labels(db, drawings)

    def readings(self, drawings: Sequence[str]) -> dict[str, Json]:
        with self._opened() as db:
            return lookups.readings(db, drawings)

    def read(self, first: Place, last: Place, count: int) -> tuple[list[Record], Place]:
        """The first ``count`` from ``first`` to ``last``, in log order and not joined; and where the archive ends."""
        upto = self.upto()  # once: what is added meanwhile is left to who reads on behind it
        records: list[Record] = []
        last = min(last, upto)
        while len(records) < count and first <= last:
            block = self._block_from(first)
            if not block:
                break
            records += [record for record in block if first <= key(record.cursor) <= last]
            first = following(key(block[-1].cursor))
        return records[:count], upto

    def counts(self, first: Place, last: Place) -> tuple[Counts, Place]:
        """Of what lies from ``first`` to ``last``; and where the archive ends."""
        self._check_open()
        with self.index.alone() as db:
            upto = index.upto(db)
            return counting.counts(db, first, min(last, upto)), upto

    def unmatched(self, first: Place, last: Place, count: int) -> list[tuple[Place, str]]:
        """The first ``count`` labels of the stretch whose drawing is not here: their places, and the drawings."""
        self._check_open()
        with self.index.alone() as db:
            return counting.unmatched(db, first, last, count)

    def size(self) -> ArchiveSize:
        return EMPTY if self.closed else self.index.size()

    def note(self, name: str, fault: str | None) -> None:
        """Said in the log when it changes."""
        if fault is None:
            if self.faults.pop(name, None):
                log.info("a segment of the archive can be read again", segment=name)
        elif self.faults.get(name) != fault:
            self.faults[name] = fault
            log.error("a segment of the archive is damaged", segment=name, reason=fault)

    def close(self) -> None:
        self.index.close()

    def behind(self) -> str:
        """What is wrong where Redis let go of events that are not here."""
        return f"The archive {self.folder} ends before what Redis let go of: it is another log's, or an old copy"

    def _block_from(self, first: Place) -> list[Record]:
        """All of the block that holds the first event at or after ``first``."""
        while True:
            with self._opened() as db:
                found = lookups.block(db, first)
            if found is None:
                return []
            unpacked = self._unpacked  # at any moment another thread may put there what it reads
            if unpacked is None or unpacked[0] != found:
                try:
                    unpacked = self._unpacked = found, self._unpack(*found)
                except SegmentDamaged:
                    with self._opened() as db:
                        if lookups.block(db, first) == found:  # not deleted meanwhile, by age
                            raise
                    continue
            return unpacked[1]

    def _unpack(self, name: str, block: Block) -> list[Record]:
        if block.size == UNREADABLE:
            raise SegmentDamaged(name, self.faults.get(name, "it was not whole when the index was made"))
        try:
            return read_block(self.folder, name, block)
        except SegmentDamaged as damaged:
            if name not in self.faults:
                self.note(name, damaged.reason)
            raise

    @contextmanager
    def _opened(self) -> Iterator[Connection]:
        self._check_open()
        with self.index.opened() as db:
            yield db

    def _check_open(self) -> None:
        if self.closed:
            raise ArchiveUnavailable(self.closed)
