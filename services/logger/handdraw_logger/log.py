"""The whole log: the archive as far as it reaches, and Redis after that. Nobody else sees the seam.

An event is in the archive before it leaves Redis. So whoever no longer finds it in Redis finds it by looking into the
archive afterwards; and whoever looks into the archive first learns from Redis's checkpoint if more has moved since.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import ParamSpec, TypeVar

from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.counting import Counts
from handdraw_logger.archive.index import ArchiveSize
from handdraw_logger.cursors import BEGINNING, Place, Stretch, format_cursor, parse_cursor
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged
from handdraw_logger.following import Following
from handdraw_logger.hot.store import Store
from handdraw_logger.intake import IncomingEvent
from handdraw_logger.records import Json, Record, StoredLabel
from handdraw_logger.tallies import Tally

TRIES = 20  # another try is needed only if events moved to the archive between two questions
READERS = 4  # threads that read segments
CHECK_S = 0.5  # whoever asks whether all is well has little time, and is to hear that it is not Redis
CHUNK = 2_000  # labels that are looked at in one step


P = ParamSpec("P")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class LogSize:
    hot_events: int
    archive: ArchiveSize

    @property
    def events(self) -> int:
        """How many the log has: those that are being rolled are in both of its parts, and count once."""
        return self.hot_events + self.archive.events - self.archive.still_hot


class Log:
    """Every method raises StoreUnavailable or ArchiveUnavailable."""

    def __init__(self, store: Store, archive: Archive, follow: Callable[[], None] | None = None) -> None:
        """``follow``: brings the archive's index up to what other machines have rolled; None where nobody does."""
        self._store = store
        self._archive = archive
        self._following = Following(follow)
        self._readers = ThreadPoolExecutor(READERS, "segments")

    async def append(self, events: Sequence[IncomingEvent]) -> list[str]:
        """Record all or none, and return the cursor of each event, "" for a duplicate."""
        ids, drawings = [event.event_id for event in events], [event.drawing for event in events if event.drawing]
        for _ in range(TRIES):
            known = await asyncio.to_thread(self._archive.find_known, ids, drawings)
            fresh = [event for event in events if event.event_id not in known.ids]
            cursors = await self._store.append(fresh, known) if fresh else []
            if cursors is not None:
                recorded = iter(cursors)
                return ["" if event_id in known.ids else next(recorded) for event_id in ids]
            await self._following.catch_up()
        raise ArchiveUnavailable(self._archive.describe_gap())

    async def read(self, stretch: Stretch, count: int) -> list[Record]:
        """Return the stretch's first ``count`` records in log order, joined with their labels and readings."""
        return await self._join(await self.read_alone(stretch, count))

    async def read_alone(self, stretch: Stretch, count: int) -> list[Record]:
        """Return the same records not joined, for a third of the cost."""
        for _ in range(TRIES):
            old, end = list[Record](), await asyncio.to_thread(self._archive.end)
            if stretch.first <= end:  # else nobody need wait for those who read segments
                old, end = await self._read_segments(self._archive.read, stretch.first, stretch.last, count)
            if len(old) == count or stretch.last <= end:
                return old
            new, checkpoint = await self._store.read(stretch.part_after(end), count - len(old))
            if checkpoint <= end:
                return old + new
            await self._following.catch_up()
        raise ArchiveUnavailable(self._archive.describe_gap())

    async def holds(self, cursor: str) -> bool:
        """Say whether the event at this cursor is here, or was before it was deleted for its age."""
        if parse_cursor(cursor) <= await self._ask_archive(self._archive.end):
            return True
        return bool(await self.read(Stretch(cursor, cursor), 1))

    async def find(self, event_id: str) -> Record | None:
        cursor = await self._store.find_cursor(event_id)
        if cursor is None:
            place = await self._ask_archive(self._archive.find_place, event_id)
            cursor = format_cursor(place) if place else None
        found = await self.read(Stretch(cursor, cursor), 1) if cursor else []
        return found[0] if found else None

    async def find_kept(self, ids: Sequence[str]) -> dict[str, Record]:
        """Return the events with these ids, not joined, except for those whose segment is damaged."""
        kept = {record.event["id"]: record for record in await self._store.find_records(ids)}
        missing = [event_id for event_id in ids if event_id not in kept]
        if missing:
            await self._following.catch_up()
        archived = await self._read_segments(self._archive.find_records, missing) if missing else []
        return kept | {record.event["id"]: record for record in archived}

    async def end(self) -> str | None:
        """Return the cursor of the last event."""
        return await self._last(await self._store.end())

    async def settled_end(self) -> str | None:
        """Return it once that event is where an acknowledged one has to be: no later event ever gets a lower one."""
        return await self._last(await self._store.settled_end())

    async def _last(self, hot: Place) -> str | None:
        last = max(hot, await self._ask_archive(self._archive.end))
        return None if last == BEGINNING else format_cursor(last)

    async def count_archived(self, stretch: Stretch) -> tuple[Counts, Stretch]:
        """Count the part of a stretch that is archived, and return the part that is not. Raises SegmentDamaged, too."""
        counts, end = await self._ask_archive(self._archive.count, stretch.first, stretch.last)
        unmatched = await self._count_unmatched(stretch.first, min(stretch.last, end))
        return replace(counts, unmatched=unmatched), stretch.part_after(end)

    async def tallies(self, stretch: Stretch) -> list[Tally]:
        """Return what Redis knows of the stretch without reading its events: whole tallies, in log order."""
        return await self._store.tallies(stretch)

    async def size(self) -> LogSize:
        """Measure it. Redis is asked first: an event that moves meanwhile is found in the archive, and known there."""
        hot_events, first_hot = await self._store.size()
        return LogSize(hot_events, await self._ask_archive(self._archive.size, first_hot))

    async def check(self) -> list[tuple[str, str]]:
        """Return the faults with which events can still be recorded, as pairs of dependency and reason."""
        faults = [("redis", fault) for fault in await self._store.check()]
        checkpoint = await self._store.checkpoint()
        if checkpoint > await asyncio.to_thread(self._archive.end):
            await self._following.catch_up(CHECK_S)
        if checkpoint > await asyncio.to_thread(self._archive.end):
            raise ArchiveUnavailable(self._archive.describe_gap())
        found = list(self._archive.faults.items())  # a copy: threads that read segments change it
        return faults + [("archive", f"Segment {name} is damaged: {why}") for name, why in found]

    async def _count_unmatched(self, first: Place, last: Place) -> int:
        """Count, in chunks, the archived labels whose drawing is in neither part of the log."""
        unmatched, next_first = 0, first if first <= last else None
        while next_first:
            drawings, next_first = await asyncio.to_thread(self._archive.find_unmatched, next_first, last, CHUNK)
            found = await self.find_readings(drawings)
            unmatched += sum(drawing not in found for drawing in drawings)
        return unmatched

    async def _join(self, records: list[Record]) -> list[Record]:
        labels = await self._find_labels([record.drawing for record in records if not record.is_label])
        readings = await self.find_readings([record.drawing for record in records if record.is_label])
        return [
            replace(record, read=readings.get(record.drawing))
            if record.is_label
            else replace(record, label=labels.get(record.drawing))
            for record in records
        ]

    async def _find_labels(self, drawings: list[str]) -> dict[str, StoredLabel]:
        found = await self._store.find_labels(drawings) if drawings else {}
        missing = [drawing for drawing in drawings if drawing not in found]
        return found | await self._ask_archive(self._archive.find_labels, missing) if missing else found

    async def find_readings(self, drawings: list[str]) -> dict[str, Json]:
        """Return what was read in each drawing that the log holds."""
        found = await self._store.find_readings(drawings) if drawings else {}
        missing = [drawing for drawing in drawings if drawing not in found]
        return found | await self._ask_archive(self._archive.find_readings, missing) if missing else found

    async def _ask_archive(self, question: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
        """Ask for what Redis no longer has: another logger may have rolled it a moment ago."""
        await self._following.catch_up()
        return await asyncio.to_thread(question, *args, **kwargs)

    async def _read_segments(self, question: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
        """Ask in threads of its own: whoever waits for a bucket keeps nobody from recording.

        What is missing may have been deleted for its age by another logger a moment ago: then it is asked again.
        """
        run, asked = asyncio.get_running_loop().run_in_executor, partial(question, *args, **kwargs)
        try:
            return await run(self._readers, asked)
        except SegmentDamaged:
            if not self._following.is_shared:
                raise
            await self._following.catch_up()
            return await run(self._readers, asked)
