"""The hot part of the log, in Redis. Its keys are private to this folder.

handdraw:log       stream: an entry for each event (``e`` its JSON, ``r`` for a label the label that it replaces)
handdraw:ids       hash: event id -> cursor, to recognise duplicates and to find events
handdraw:labels    hash: classification id -> the label in force, as "event id|digit|cursor"
handdraw:archived  the checkpoint: the archive has every event up to this cursor, and Redis drops them
handdraw:tally     hash: the open tally, of the last events (tallies.py); "first", "last", and how many of each kind
handdraw:tallies   stream: the closed ones, each at the cursor of its last event
handdraw:roller    hash: where several machines share the archive, who rolls, until when, and its number (lease.py)
handdraw:segments  hash: there, the segments that count, and up to where the archive goes (manifest.py)
"""

from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter, time
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from handdraw_logger.cursors import BEGINNING, HEREAFTER, Place, Stretch, format_cursor, parse_cursor
from handdraw_logger.hot import scripts
from handdraw_logger.hot.confirmation import MARK
from handdraw_logger.hot.connection import redis_errors
from handdraw_logger.hot.replication import Replication
from handdraw_logger.intake import IncomingEvent
from handdraw_logger.records import Json, KnownEvents, Record, StoredLabel
from handdraw_logger.tallies import Tally

NAMES = ("log", "ids", "labels", "archived", "tally", "tallies")
LOG, IDS, LABELS, CHECKPOINT, TALLY, TALLIES = KEYS = [f"handdraw:{name}" for name in NAMES]
PROBES = [f"handdraw:probe:{name}" for name in NAMES]
PROBE_ID = "00000000-0000-0000-0000-000000000000"
CLOCK_S = 60
DURABLE = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
Entries = list[tuple[bytes, dict[bytes, bytes]]]


class Store:
    """Every method raises StoreUnavailable if Redis does not answer or does not write.

    ``took``: told how long each recording took. ``clocks``: by how much Redis's clock, and the last event's date, are
    ahead of what they should be, whenever that is checked. All in seconds.
    """

    def __init__(
        self,
        redis: Redis,
        replicas: int = 0,
        timeout_s: float = 5,
        took: Callable[[float], object] = lambda _: None,
        clocks: Callable[[float, float], object] = lambda *_: None,
    ) -> None:
        """``replicas``: how many must have an event before it counts; asked for half of ``timeout_s``."""
        self._redis = redis
        self._replication = Replication(redis, replicas, timeout_s)
        self._took = took
        self._clocks = clocks
        self._append = redis.register_script(scripts.read_script("append"))

    async def append(self, events: Sequence[IncomingEvent], known: KnownEvents) -> list[str] | None:
        """Record, all or nothing and in one round trip, events that the archive does not hold.

        Returns the cursor of each, "" for a duplicate; or None, with nothing recorded, if the archive has grown since
        it was asked.
        """
        arguments: list[str | bytes | int] = [format_cursor(known.upto), "".join(event.event_id for event in events)]
        arguments.append("\n".join(event.kind for event in events))
        arguments += [event.body for event in events]
        for number, event in enumerate(events, 1):
            if event.digit is not None:
                archived = known.labels.get(event.drawing)
                arguments += [number, event.drawing, event.digit, archived.format() if archived else ""]
        started = perf_counter()
        with redis_errors():
            cursors = cast("bytes | None", await self._replication.run(self._append, KEYS, arguments))
        self._took(perf_counter() - started)
        return None if cursors is None else cursors.decode().split(" ")

    async def read(self, stretch: Stretch, count: int) -> tuple[list[Record], Place]:
        """Return the stretch's first ``count`` records, in log order and not joined, and the checkpoint."""
        with redis_errors():
            async with self._redis.pipeline(transaction=True) as both:
                both.xrange(LOG, stretch.start, stretch.end, count)
                both.get(CHECKPOINT)
                entries, checkpoint = await both.execute()
        return [parse_entry(*entry) for entry in entries], parse_checkpoint(checkpoint)

    async def tallies(self, stretch: Stretch) -> list[Tally]:
        """Return those that lie within the stretch, in log order."""
        with redis_errors():
            async with self._redis.pipeline(transaction=True) as both:
                both.xrange(TALLIES, stretch.start, stretch.end)
                both.hgetall(TALLY)
                closed, newest = await both.execute()
        found = [Tally.parse(fields) for fields in [*(fields for _, fields in closed), *filter(None, [newest])]]
        return [tally for tally in found if stretch.first <= tally.first and tally.last <= stretch.last]

    async def find_cursor(self, event_id: str) -> str | None:
        with redis_errors():
            found = await cast("Awaitable[bytes | None]", self._redis.hget(IDS, event_id))
        return found.decode() if found else None

    async def find_labels(self, drawings: Sequence[str]) -> dict[str, StoredLabel]:
        """Return the label in force of each drawing that has one here."""
        with redis_errors():
            found = await cast("Awaitable[list[bytes | None]]", self._redis.hmget(LABELS, list(drawings)))
        return {drawing: StoredLabel.parse(label) for drawing, label in zip(drawings, found, strict=True) if label}

    async def find_readings(self, drawings: Sequence[str]) -> dict[str, Json]:
        """Return what was read in each drawing that is here."""
        found = await self.find_records(drawings)
        return {record.drawing: record.reading for record in found if record.reading}

    async def find_records(self, ids: Sequence[str]) -> list[Record]:
        """Return the events with these ids that are here, not joined."""
        with redis_errors():
            cursors = await cast("Awaitable[list[bytes | None]]", self._redis.hmget(IDS, list(ids)))
            async with self._redis.pipeline(transaction=False) as pipeline:
                for cursor in filter(None, cursors):
                    pipeline.xrange(LOG, cursor, cursor)
                return [parse_entry(*entry) for entries in await pipeline.execute() for entry in entries]

    async def end(self) -> Place:
        """Return the place of the last event."""
        with redis_errors():
            last = cast("Entries", await self._redis.xrevrange(LOG, count=1))
        return parse_cursor(last[0][0].decode()) if last else BEGINNING

    async def settled_end(self) -> Place:
        """Return the same place once as many replicas as an event needs have that event: a failover leaves it."""
        with redis_errors():
            last = await self._replication.settle(lambda pipeline: pipeline.xrevrange(LOG, count=1), MARK)
        return parse_cursor(cast("Entries", last)[0][0].decode()) if last else BEGINNING

    async def size(self) -> tuple[int, Place]:
        """Return how many events are here, and the place of the oldest; HEREAFTER if there is none."""
        with redis_errors():
            async with self._redis.pipeline(transaction=True) as both:
                both.xlen(LOG)
                both.xrange(LOG, count=1)
                length, first = await both.execute()
        return length, parse_cursor(first[0][0].decode()) if first else HEREAFTER

    async def checkpoint(self) -> Place:
        """Return up to where the archive has every event."""
        with redis_errors():
            return parse_checkpoint(cast("bytes | None", await self._redis.get(CHECKPOINT)))

    async def check(self) -> list[str]:
        """Record an event in a log beside this one, and return what could lose events, or misdate them."""
        with redis_errors():
            await self._replication.run(self._append, PROBES, ["0-0", PROBE_ID, "probe", b"{}"], cleared=PROBES)
            return [*await self._clock_faults(), *await self._setting_faults()]

    async def _clock_faults(self) -> list[str]:
        seconds, microseconds = await self._redis.time()
        now = seconds + microseconds / 1e6
        ahead, last = now - time(), (await self.end())[0] / 1000 - now
        self._clocks(ahead, max(0.0, last))
        faults = []
        if abs(ahead) > CLOCK_S:
            faults.append(f"its clock is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the logger's")
        if last > CLOCK_S:
            faults.append(f"its clock went back: the last event is dated {last:.0f} s ahead, as the next ones will be")
        return faults

    async def _setting_faults(self) -> list[str]:
        try:
            found = cast("dict[str, str]", await self._redis.config_get(*DURABLE))
        except ResponseError:  # CONFIG is forbidden: the settings are unknown, but events are recorded
            found = {}
        return [
            f"{name} is {found.get(name, 'not known')}, not {wanted}"
            for name, wanted in DURABLE.items()
            if found.get(name) != wanted
        ]


def parse_entry(cursor: bytes, fields: dict[bytes, bytes]) -> Record:
    replaced = fields.get(b"r")
    return Record.parse(cursor.decode(), fields[b"e"], StoredLabel.parse(replaced) if replaced else None)


def parse_checkpoint(stored: bytes | None) -> Place:
    return parse_cursor(stored.decode()) if stored else BEGINNING
