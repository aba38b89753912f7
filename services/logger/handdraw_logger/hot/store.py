"""The hot part of the log, in Redis. Its keys are private to this module and to trimming.py, which empties it.

handdraw:log       stream: one entry an event (``e`` its JSON, ``r`` for a label the one that it replaces)
handdraw:ids       hash: event id -> cursor, by which a duplicate is known and an event is found
handdraw:labels    hash: classification id -> the label in force, as "event id|digit|cursor"
handdraw:archived  the cursor up to which the archive has everything, and Redis soon nothing
"""

from collections.abc import Awaitable, Sequence
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from handdraw_logger.cursors import BEGINNING, Place, Stretch, key, written
from handdraw_logger.hot import scripts
from handdraw_logger.hot.connection import redis_errors
from handdraw_logger.intake import Incoming
from handdraw_logger.records import Json, KnownEvents, Label, Record

LOG, IDS, LABELS, ARCHIVED = KEYS = ["handdraw:log", "handdraw:ids", "handdraw:labels", "handdraw:archived"]
PROBE = "handdraw:probe"
WANTED = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
Entries = list[tuple[bytes, dict[bytes, bytes]]]


class Store:
    """Every method raises StoreUnavailable where Redis does not answer or will not write."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._append = redis.register_script(scripts.read_script("append"))

    async def append(self, events: Sequence[Incoming], known: KnownEvents) -> list[str] | None:
        """Record in one round trip, all or none, what the archive does not hold; "" for a duplicate, else the cursor.

        None, and nothing recorded, where the archive has grown since it was asked.
        """
        arguments: list[str | bytes | int] = [written(known.upto), "".join(event.event_id for event in events)]
        arguments += [event.body for event in events]
        for place, event in enumerate(events, 1):
            if event.digit is not None:
                before = known.labels.get(event.labels)
                arguments += [place, event.labels, event.digit, before.kept() if before else ""]
        with redis_errors():
            cursors = cast("bytes | None", await self._append(keys=KEYS, args=arguments))
        return None if cursors is None else cursors.decode().split(" ")

    async def read(self, stretch: Stretch, count: int) -> tuple[list[Record], Place]:
        """The first ``count`` of the stretch, in log order and not joined; and up to where the archive had all."""
        with redis_errors():
            async with self._redis.pipeline(transaction=True) as both:
                both.xrange(LOG, stretch.start, stretch.end, count)
                both.get(ARCHIVED)
                entries, archived = await both.execute()
        return [record(*entry) for entry in entries], place(archived)

    async def cursor(self, event_id: str) -> str | None:
        with redis_errors():
            found = await cast("Awaitable[bytes | None]", self._redis.hget(IDS, event_id))
        return found.decode() if found else None

    async def labels(self, drawings: Sequence[str]) -> dict[str, Label]:
        """By drawing, the label in force."""
        with redis_errors():
            found = await cast("Awaitable[list[bytes | None]]", self._redis.hmget(LABELS, list(drawings)))
        return {drawing: Label.read(kept) for drawing, kept in zip(drawings, found, strict=True) if kept}

    async def readings(self, drawings: Sequence[str]) -> dict[str, Json]:
        """By drawing, what was read in it."""
        with redis_errors():
            cursors = await cast("Awaitable[list[bytes | None]]", self._redis.hmget(IDS, list(drawings)))
            async with self._redis.pipeline(transaction=False) as pipeline:
                for cursor in filter(None, cursors):
                    pipeline.xrange(LOG, cursor, cursor)
                found = [record(*entry) for entries in await pipeline.execute() for entry in entries]
        return {one.drawing: one.reading for one in found if one.reading}

    async def end(self) -> Place:
        """Where its last event lies."""
        with redis_errors():
            last = cast("Entries", await self._redis.xrevrange(LOG, count=1))
        return key(last[0][0].decode()) if last else BEGINNING

    async def length(self) -> int:
        with redis_errors():
            return await self._redis.xlen(LOG)

    async def archived(self) -> Place:
        with redis_errors():
            return place(cast("bytes | None", await self._redis.get(ARCHIVED)))

    async def check(self) -> list[str]:
        """Write once. The answer says which of Redis's settings would let it lose what it acknowledged."""
        with redis_errors():
            await self._redis.set(PROBE, 1)
            try:
                found = cast("dict[str, str]", await self._redis.config_get(*WANTED))
            except ResponseError:  # CONFIG is forbidden: nothing is known, and events are recorded none the less
                found = {}
        return [
            f"{name} is {found.get(name, 'not known')}, not {wanted}"
            for name, wanted in WANTED.items()
            if found.get(name) != wanted
        ]


def record(cursor: bytes, fields: dict[bytes, bytes]) -> Record:
    replaced = fields.get(b"r")
    return Record.of(cursor.decode(), fields[b"e"], Label.read(replaced) if replaced else None)


def place(kept: bytes | None) -> Place:
    return key(kept.decode()) if kept else BEGINNING
