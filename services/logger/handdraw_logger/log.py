"""The log as a whole: the archive as far as it reaches, and behind that what is in Redis. Nobody else sees the seam.

An event is in the archive before it leaves Redis. So whoever finds it gone from Redis finds it in the archive when he
looks there afterwards; and whoever looked into the archive first is told by Redis when more has gone there since.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.counting import Counts
from handdraw_logger.cursors import BEGINNING, Place, Stretch, following, written
from handdraw_logger.errors import ArchiveUnavailable
from handdraw_logger.hot.store import Store
from handdraw_logger.intake import Incoming
from handdraw_logger.records import Json, Label, Record

TRIES = 3  # each further one means that events went to the archive between two questions
CHUNK = 500


class Log:
    """Every method raises StoreUnavailable or ArchiveUnavailable."""

    def __init__(self, store: Store, archive: Archive) -> None:
        self._store = store
        self._archive = archive

    async def append(self, events: Sequence[Incoming]) -> list[str]:
        """Record, all or none; for each event its cursor, or "" for a duplicate."""
        ids, drawings = [event.event_id for event in events], [event.labels for event in events if event.labels]
        for _ in range(TRIES):
            known = await asyncio.to_thread(self._archive.known, ids, drawings)
            fresh = [event for event in events if event.event_id not in known.ids]
            cursors = await self._store.append(fresh, known) if fresh else []
            if cursors is not None:
                given = iter(cursors)
                return ["" if event_id in known.ids else next(given) for event_id in ids]
        raise ArchiveUnavailable(self._archive.behind())

    async def read(self, stretch: Stretch, count: int) -> list[Record]:
        """The first ``count`` of the stretch, in log order, joined with their labels and readings."""
        for _ in range(TRIES):
            old, upto = await asyncio.to_thread(self._archive.read, stretch.first, stretch.last, count)
            if len(old) == count or stretch.last <= upto:
                return await self._joined(old)
            new, archived = await self._store.read(stretch.behind(upto), count - len(old))
            if archived <= upto:
                return await self._joined(old + new)
        raise ArchiveUnavailable(self._archive.behind())

    async def find(self, event_id: str) -> Record | None:
        cursor = await self._store.cursor(event_id)
        if cursor is None:
            place = await asyncio.to_thread(self._archive.place, event_id)
            cursor = written(place) if place else None
        found = await self.read(Stretch(cursor, cursor), 1) if cursor else []
        return found[0] if found else None

    async def end(self) -> str | None:
        """The cursor of the last event; no later one will ever have a lower."""
        last = max(await self._store.end(), await asyncio.to_thread(self._archive.upto))
        return None if last == BEGINNING else written(last)

    async def counts(self, stretch: Stretch) -> tuple[Counts, Stretch]:
        """Of the archive's part of a stretch, and the rest of it. What a label speaks of may still be in Redis."""
        counts, upto = await asyncio.to_thread(self._archive.counts, stretch.first, stretch.last)
        unmatched = await self._unmatched(stretch.first, min(stretch.last, upto))
        return replace(counts, unmatched=unmatched), stretch.behind(upto)

    async def hot_events(self) -> int:
        return await self._store.length()

    async def check(self) -> list[tuple[str, str]]:
        """What is not as it should be while events are recorded, as dependency and reason."""
        faults = [("redis", fault) for fault in await self._store.check()]
        archived = await self._store.archived()
        if archived > await asyncio.to_thread(self._archive.upto):
            raise ArchiveUnavailable(self._archive.behind())
        found = list(self._archive.faults.items())  # at once: threads that read segments change it
        return faults + [("archive", f"Segment {name} is damaged: {why}") for name, why in found]

    async def _unmatched(self, first: Place, last: Place) -> int:
        """How many of the archive's labels speak of a drawing that is nowhere; looked at some at a time."""
        unmatched = 0
        while some := await asyncio.to_thread(self._archive.unmatched, first, last, CHUNK):
            found = await self._readings([drawing for _, drawing in some])
            unmatched += sum(drawing not in found for _, drawing in some)
            first = following(some[-1][0])
        return unmatched

    async def _joined(self, records: list[Record]) -> list[Record]:
        labels = await self._labels([record.drawing for record in records if not record.is_label])
        readings = await self._readings([record.drawing for record in records if record.is_label])
        return [
            replace(record, read=readings.get(record.drawing))
            if record.is_label
            else replace(record, label=labels.get(record.drawing))
            for record in records
        ]

    async def _labels(self, drawings: list[str]) -> dict[str, Label]:
        found = await self._store.labels(drawings) if drawings else {}
        missing = [drawing for drawing in drawings if drawing not in found]
        return found | await asyncio.to_thread(self._archive.labels, missing) if missing else found

    async def _readings(self, drawings: list[str]) -> dict[str, Json]:
        found = await self._store.readings(drawings) if drawings else {}
        missing = [drawing for drawing in drawings if drawing not in found]
        return found | await asyncio.to_thread(self._archive.readings, missing) if missing else found
