"""Segments that several machines share: they lie in a bucket, a manifest in Redis lists them, a lease says who rolls.

A segment lies in the bucket before it is listed, is listed before its events leave Redis, and is indexed by every
logger for itself. What a roller that was cut off puts into the bucket is not listed, and so read by nobody.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import structlog

from handdraw_chassis.errors import map_errors
from handdraw_chassis.locks import hold, try_hold
from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.cache import Cache
from handdraw_logger.archive.founding import Founding, say_how_far
from handdraw_logger.archive.index import Row
from handdraw_logger.archive.recovery import examine, prepare
from handdraw_logger.archive.segments import (
    UNREADABLE,
    Block,
    Segment,
    parse_name,
)
from handdraw_logger.cursors import BEGINNING, Place, format_cursor
from handdraw_logger.errors import ArchiveUnavailable, LoggerError, SegmentDamaged
from handdraw_logger.hot.lease import Lease, Turn
from handdraw_logger.hot.manifest import Facts, Listing, Manifest
from handdraw_logger.records import Trace

ROLLER = "roller.lock"  # beside the lease, between the loggers that share a folder

log = structlog.get_logger()


class SharedShelf:
    """``checkpoint``: asks Redis up to where it let go of events."""

    verified_for_s = 3600.0

    def __init__(
        self, archive: Archive, cache: Cache, lease: Lease, manifest: Manifest, checkpoint: Callable[[], Place]
    ) -> None:
        self._archive = archive
        self._cache = cache
        self._manifest = manifest
        self._turn = Turn(lease)
        self._founding = Founding(archive, cache, manifest, self._turn, checkpoint)
        self._log = ""  # the name of the one whose archive it is, as Redis has it

    @property
    def archive(self) -> Archive:
        return self._archive

    def is_open(self) -> bool:
        return not (self._archive.closed or self._archive.index.is_broken) and self._manifest.exists()

    def open(self) -> None:
        prepare(self._archive)
        self._cache.clear()
        with self.hold() as ours:
            if ours:
                self._log = self._founding.settle()
        self.follow()
        for segment in self._archive.index.segments():
            self._archive.set_fault(segment.name, segment.fault)
        self._archive.closed = None

    def follow(self) -> None:
        with map_errors(OSError, lambda error: ArchiveUnavailable(str(error))), hold(self._archive.lock):
            index = self._archive.index
            if self._manifest.is_as(index.end(), index.size().segments):
                return
            listing = self._manifest.read()
            if listing is None:
                raise ArchiveUnavailable(f"Redis does not list yet which segments of {self._cache.url} count")
            self._index(listing)

    @contextmanager
    def hold(self) -> Iterator[bool]:
        with try_hold(self._archive.folder / ROLLER) as alone:
            try:
                yield alone and self._turn.begin()
            finally:
                with suppress(LoggerError):
                    self._turn.end()

    def recover(self) -> None:
        self._log = self._founding.settle()
        self.follow()

    def renew(self) -> int | None:
        return self._turn.number if self._turn.stay() else None

    def keep(self, segment: Segment, rows: Iterable[Row], traces: Sequence[Trace]) -> None:
        ends = {format_cursor(block.last) for block in segment.blocks}
        witnesses = [trace for trace in traces if trace.cursor in ends]
        facts = {segment.name: Facts(segment.size, segment.checksum)}
        try:
            self._cache.check(self._log)
            self._cache.publish(segment.name)
            with hold(self._archive.lock):  # readers who miss it wait for its rows here, and do not read it once more
                self._manifest.add(self._turn.number, segment.last, facts, witnesses)
                self._archive.index.add(segment, rows)
        except Exception:
            self._cache.drop(segment.name)  # the next try gives it another name
            raise
        self._cache.shrink(segment.name)

    def remove(self, segments: Sequence[Segment]) -> None:
        """What lies in the bucket and was not listed goes with them."""
        self._cache.check(self._log)
        last = segments[-1].last
        self._manifest.remove(self._turn.number, last, [segment.name for segment in segments])
        with hold(self._archive.lock):
            for segment in segments:
                self._archive.index.remove(segment)
                self._archive.faults.pop(segment.name, None)
        for name in self._cache.sizes():
            if (bounds := parse_name(name)) and bounds[1] <= last:
                self._cache.delete(name)

    def verify(self, stopped: threading.Event) -> None:
        """A bucket may forget: what this machine still has a copy of is put there again."""
        self._check_place()
        sizes = self._cache.sizes()
        segments = self._archive.index.segments()
        for segment in segments:
            if stopped.is_set():
                return
            if sizes.get(segment.name) != segment.size and not self._put_again(segment):
                self._archive.set_fault(segment.name, f"{self._cache.url} lacks it, or has another size")
        unlisted = sizes.keys() - {segment.name for segment in segments}
        if unlisted:
            log.warning("what lies beside the archive's segments counts for nothing", objects=len(unlisted))

    def verify_damaged(self) -> None:
        if self._archive.faults:
            self._check_place()
        for name in list(self._archive.faults):
            segment = self._archive.index.find_segment(name)
            if segment is None:
                self._archive.set_fault(name, None)
            elif not self._put_again(segment):
                with hold(self._archive.lock):
                    found, rows = self._bring(name, Facts(segment.size, segment.checksum))
                    if found.fault is None and segment.fault:
                        self._archive.index.replace(found, rows)
                self._archive.set_fault(name, found.fault)

    def _check_place(self) -> None:
        """Nothing is put where a folder is not mounted."""
        if listing := self._manifest.read():
            self._cache.check(listing.log)

    def _index(self, listing: Listing) -> None:
        index = self._archive.index
        known = {segment.name: segment for segment in index.segments()}
        for name in known.keys() - listing.segments.keys():
            if known[name].first <= listing.upto:  # else Redis came back older, and is told again
                index.remove(known[name])
                self._archive.set_fault(name, None)
                self._cache.drop(name)
        fresh = sorted(listing.segments.keys() - known.keys(), key=lambda name: parse_name(name) or ())
        for number, name in enumerate(fresh, 1):
            say_how_far(self._archive, self._cache, number, len(fresh))
            segment, rows = self._bring(name, listing.segments[name])
            index.add(segment, rows)
            self._archive.set_fault(name, segment.fault)
        index.advance_end(listing.upto)

    def _bring(self, name: str, facts: Facts) -> tuple[Segment, list[Row]]:
        """Return a segment as it is in the bucket; of one that is missing there, that it is."""
        try:
            if not self._cache.is_copy(name, *facts):
                self._cache.fetch(name, *facts)
            return self._cache.read(name, *facts, lambda: examine(self._archive.folder, name))
        except SegmentDamaged as damaged:
            first, last = parse_name(name) or (BEGINNING, BEGINNING)
            return Segment(name, first, last, 0, *facts, (Block(last, 0, UNREADABLE),), damaged.reason), []

    def _put_again(self, segment: Segment) -> bool:
        if segment.fault or not self._cache.is_copy(segment.name, segment.size, segment.checksum):
            return False
        self._cache.publish(segment.name)
        log.warning("the bucket had lost a segment, and has it again", segment=segment.name)
        self._archive.set_fault(segment.name, None)
        return True
