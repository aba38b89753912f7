"""The log in Redis. Its keys are private to this module.

handdraw:log     stream: one entry an event (``e`` its JSON, ``r`` for a label the one that it replaces)
handdraw:ids     hash: event id -> cursor, by which a duplicate is known and an event is found
handdraw:labels  hash: classification id -> the label in force, as "event id|digit"
"""

import json
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError, ResponseError

from handdraw_logger.cursors import Stretch
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.intake import Incoming

LOG, IDS, LABELS, PROBE = "handdraw:log", "handdraw:ids", "handdraw:labels", "handdraw:probe"
WANTED = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
_Entries = list[tuple[str, dict[str, str]]]
_APPEND = """
local recorded = {}
for i = 1, #ARGV, 4 do
  local id, body, target, digit = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  if redis.call('HEXISTS', KEYS[2], id) == 1 then
    recorded[#recorded + 1] = ''
  else
    local replaced = target ~= '' and redis.call('HGET', KEYS[3], target)
    local cursor
    if replaced then
      cursor = redis.call('XADD', KEYS[1], '*', 'e', body, 'r', replaced)
    else
      cursor = redis.call('XADD', KEYS[1], '*', 'e', body)
    end
    redis.call('HSET', KEYS[2], id, cursor)
    if target ~= '' then redis.call('HSET', KEYS[3], target, id .. '|' .. digit) end
    recorded[#recorded + 1] = cursor
  end
end
return recorded
"""


def connect(url: str, password_file: Path | None, timeout_s: float) -> Redis:
    """Repeats a call once where the connection was cut, as by a restart: what we do twice is done once."""
    return Redis.from_url(
        url,
        password=password_file.read_text().strip() if password_file else None,
        decode_responses=True,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=Retry(NoBackoff(), retries=1, supported_errors=(Disconnected,)),
    )


@dataclass(frozen=True, slots=True)
class Record:
    """An entry of the log: ``event`` as it was sent; what stands beside it as the logger serves it."""

    cursor: str
    event: dict[str, Any]
    replaces: dict[str, Any] | None = None
    label: dict[str, Any] | None = None
    read: dict[str, Any] | None = None

    @property
    def is_label(self) -> bool:
        return bool(self.event["type"] == "handdraw.label.v1")


class Store:
    """Every method raises StoreUnavailable where Redis does not answer or will not write."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._append = redis.register_script(_APPEND)

    async def append(self, events: Sequence[Incoming]) -> list[str]:
        """Record in one round trip, all or none; for each event its cursor, or "" for a duplicate."""
        arguments: list[str | bytes] = []
        for event in events:
            digit = "" if event.digit is None else str(event.digit)
            arguments += [event.event_id, event.body, event.labels, digit]
        async with _translated():
            return cast("list[str]", await self._append(keys=[LOG, IDS, LABELS], args=arguments))

    async def read(self, stretch: Stretch, count: int) -> list[Record]:
        """The first ``count`` of the stretch, in log order, joined with their labels and readings."""
        async with _translated():
            entries = cast("_Entries", await self._redis.xrange(LOG, stretch.start, stretch.end, count))
            return await self._joined([_record(cursor, fields) for cursor, fields in entries])

    async def find(self, event_id: str) -> Record | None:
        async with _translated():
            cursor = await cast("Awaitable[str | None]", self._redis.hget(IDS, event_id))
        if cursor is None:
            return None
        found = await self.read(Stretch(cursor, cursor), 1)
        return found[0] if found else None

    async def end(self) -> str | None:
        """The cursor of the last event; no later one will ever have a lower."""
        async with _translated():
            last = cast("_Entries", await self._redis.xrevrange(LOG, count=1))
        return last[0][0] if last else None

    async def length(self) -> int:
        async with _translated():
            return await self._redis.xlen(LOG)

    async def check(self) -> list[str]:
        """Write once. The answer says which of Redis's settings would let it lose what it acknowledged."""
        async with _translated():
            await self._redis.set(PROBE, 1)
            try:
                settings = cast("dict[str, str]", await self._redis.config_get(*WANTED))
            except ResponseError:  # CONFIG is forbidden: nothing is known, and events are recorded none the less
                settings = {}
        return [
            f"{name} is {settings.get(name, 'not known')}, not {wanted}"
            for name, wanted in WANTED.items()
            if settings.get(name) != wanted
        ]

    async def _joined(self, records: list[Record]) -> list[Record]:
        ids = [
            record.event["data"]["classification_id"] if record.is_label else record.event["id"] for record in records
        ]
        if not ids:
            return []
        labels = await cast("Awaitable[list[str | None]]", self._redis.hmget(LABELS, ids))
        readings = await self._readings([i for i, record in zip(ids, records, strict=True) if record.is_label])
        return [
            Record(record.cursor, record.event, record.replaces, read=readings.get(target))
            if record.is_label
            else Record(record.cursor, record.event, label=_label(label))
            for record, target, label in zip(records, ids, labels, strict=True)
        ]

    async def _readings(self, ids: list[str]) -> dict[str, dict[str, Any]]:
        if not ids:
            return {}
        cursors = await cast("Awaitable[list[str | None]]", self._redis.hmget(IDS, ids))
        async with self._redis.pipeline(transaction=False) as pipeline:
            for cursor in filter(None, cursors):
                pipeline.xrange(LOG, cursor, cursor)
            found = [_record(*entry) for entries in await pipeline.execute() for entry in entries]
        return {
            record.event["id"]: {name: record.event["data"][name] for name in ("digit", "confidence")}
            for record in found
            if record.event["data"].get("outcome") == "classified"
        }


def _record(cursor: str, fields: dict[str, str]) -> Record:
    return Record(cursor, json.loads(fields["e"]), _label(fields.get("r")))


def _label(stored: str | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    event_id, _, digit = stored.partition("|")
    return {"event_id": event_id, "digit": int(digit)}


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except (RedisError, OSError) as error:
        raise StoreUnavailable(f"Redis: {error}") from error
