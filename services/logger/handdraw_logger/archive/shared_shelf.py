"""Segments that several machines share: they lie in a bucket, a manifest in Redis lists them, a lease says who rolls.

A segment lies in the bucket before it is listed, is listed before its events leave Redis, and is indexed by every
logger for itself. What a roller that was cut off puts into the bucket is not listed, and so read by nobody.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from uuid import uuid4

import structlog

from handdraw_chassis.errors import map_errors
from handdraw_chassis.locks import hold, try_hold
from handdraw_logger.archive.adoption import choose
from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.cache import Cache
from handdraw_logger.archive.index import Row
from handdraw_logger.archive.recovery import examine, prepare
from handdraw_logger.archive.segments import (
    UNREADABLE,
    Block,
    Segment,
    list_segments,
    parse_name,
    parse_number,
)
from handdraw_logger.cursors import BEGINNING, Place, format_cursor
from handdraw_logger.errors import ArchiveUnavailable, LoggerError, SegmentDamaged
from handdraw_logger.hot.lease import Lease
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
        self._lease = lease
        self._manifest = manifest
        self._checkpoint = checkpoint
        self._number = 0
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
                self._settle()
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
            self._number = (self._lease.take() if alone else None) or 0
            try:
                yield bool(self._number)
            finally:
                if self._number:
                    with suppress(LoggerError):
                        self._lease.release(self._number)
                self._number = 0

    def recover(self) -> None:
        self._settle()
        self.follow()

    def renew(self) -> int | None:
        self._number = (self._lease.renew(self._number) if self._number else None) or 0
        return self._number or None

    def keep(self, segment: Segment, rows: Iterable[Row], traces: Sequence[Trace]) -> None:
        ends = {format_cursor(block.last) for block in segment.blocks}
        witnesses = [trace for trace in traces if trace.cursor in ends]
        facts = {segment.name: Facts(segment.size, segment.checksum)}
        try:
            self._cache.check(self._log)
            self._cache.publish(segment.name)
            with hold(self._archive.lock):  # readers who miss it wait for its rows here, and do not read it once more
                self._manifest.add(self._number, segment.last, facts, witnesses)
                self._archive.index.add(segment, rows)
        except Exception:
            self._cache.drop(segment.name)  # the next try gives it another name
            raise
        self._cache.shrink(segment.name)

    def remove(self, segments: Sequence[Segment]) -> None:
        """What lies in the bucket and was not listed goes with them."""
        self._cache.check(self._log)
        last = segments[-1].last
        self._manifest.remove(self._number, last, [segment.name for segment in segments])
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

    def _stay_alone(self, above: int = 0) -> None:
        """Hold the lease on, under a number greater than ``above``."""
        self._number = (self._lease.renew(self._number, above) if self._number else None) or 0
        if not self._number:
            raise ArchiveUnavailable("Another logger rolls now")

    def _check_place(self) -> None:
        """Nothing is put where a folder is not mounted."""
        if listing := self._manifest.read():
            self._cache.check(listing.log)

    def _settle(self) -> None:
        """Make the list that is missing; tell a Redis that came back older what it has listed before."""
        listing = self._manifest.read()
        if listing is None:
            self._found_manifest()
            return
        self._log = listing.log
        known = self._archive.index.segments()
        lost = [one for one in known if one.name not in listing.segments and one.first > listing.upto]
        if lost:
            if not all(parse_number(one.name) for one in lost):
                raise ArchiveUnavailable(
                    f"{self._archive.folder} holds segments that {self._cache.url} was never given"
                )
            self._stay_alone(above=max(parse_number(one.name) for one in lost))
            self._manifest.add(self._number, lost[-1].last, {one.name: Facts(one.size, one.checksum) for one in lost})
            log.warning("Redis came back older: it is told again of segments that it had listed", segments=len(lost))

    def _found_manifest(self) -> None:
        """List what lies in the bucket; what lies only in this folder, of a logger without a bucket, is put there."""
        there = self._cache.sizes()
        for name in list_segments(self._archive.folder):
            if name not in there:
                self._stay_alone()
                self._cache.publish(name)
                there[name] = (self._archive.folder / name).stat().st_size
        names = choose(there)
        known = {one.name: Facts(one.size, one.checksum) for one in self._archive.index.segments() if not one.fault}
        facts: dict[str, Facts] = {}
        for number, name in enumerate(names, 1):
            self._say_how_far(number, len(names))
            if name in known and known[name].size == there[name]:
                facts[name] = known[name]
            else:
                self._stay_alone()  # each may take long, and there may be thousands
                facts[name] = Facts(*self._cache.take(name))
        upto = max([self._archive.index.end(), *(bounds[1] for name in names if (bounds := parse_name(name)))])
        if self._checkpoint() > upto:
            raise ArchiveUnavailable(self._archive.describe_gap())
        self._stay_alone(above=max(map(parse_number, names), default=0))
        self._log = str(uuid4())
        self._cache.claim(self._log)
        self._manifest.found(self._number, Listing(upto, facts, self._log))
        log.info("Redis lists the archive's segments from now on", segments=len(names), archive=self._cache.url)

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
            self._say_how_far(number, len(fresh))
            segment, rows = self._bring(name, listing.segments[name])
            index.add(segment, rows)
            self._archive.set_fault(name, segment.fault)
        index.advance_end(listing.upto)

    def _say_how_far(self, number: int, of: int) -> None:
        if self._archive.closed:
            self._archive.closed = f"{self._cache.url} is being read: {number} of {of} segments"

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
