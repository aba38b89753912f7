"""The log read back: pages, the whole range as a stream, and what it counts."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from handdraw_contracts.log import LogStatistics
from handdraw_logger.cursors import Stretch, recorded_at
from handdraw_logger.store import Record, Store

CHUNK = 500
LOOKED_AT = 10_000  # events at most behind one page: a rare filter answers with ``next`` rather than late


@dataclass(frozen=True, slots=True)
class Filter:
    outcome: str | None = None
    digit: int | None = None
    below_confidence: float | None = None

    def admits(self, record: Record) -> bool:
        """A label was not read from a drawing: no filter admits it."""
        data = {} if record.is_label else record.event["data"]
        confidence = data.get("confidence")
        return (
            (self.outcome is None or data.get("outcome") == self.outcome)
            and (self.digit is None or data.get("digit") == self.digit)
            and (self.below_confidence is None or (confidence is not None and confidence < self.below_confidence))
        )


def as_json(record: Record) -> dict[str, Any]:
    beside = {"label": record.label, "read": record.read, "replaces": record.replaces}
    served = {"cursor": record.cursor, "recorded_at": recorded_at(record.cursor), "event": record.event}
    return served | {name: value for name, value in beside.items() if value is not None}


async def page(store: Store, stretch: Stretch, wanted: Filter, limit: int) -> dict[str, Any]:
    """At most ``limit`` events; ``next`` is where to go on, null where the range ends; ``end`` where the log does."""
    end = await store.end()
    events: list[dict[str, Any]] = []
    looked_at = 0
    chunk = min(limit, CHUNK) if wanted == Filter() else CHUNK
    while looked_at < LOOKED_AT:
        records = await store.read(stretch, chunk)
        for record in records:
            looked_at += 1
            stretch = stretch.beyond(record.cursor)
            if wanted.admits(record):
                events.append(as_json(record))
            if len(events) == limit:
                return {"events": events, "next": record.cursor, "end": end}
        if len(records) < chunk:
            return {"events": events, "next": None, "end": end}
    return {"events": events, "next": stretch.start.removeprefix("("), "end": end}


async def records(store: Store, stretch: Stretch) -> AsyncIterator[Record]:
    """The whole range in constant memory."""
    while chunk := await store.read(stretch, CHUNK):
        for record in chunk:
            yield record
        stretch = stretch.beyond(chunk[-1].cursor)


async def lines(store: Store, stretch: Stretch, wanted: Filter, limit: int | None) -> AsyncIterator[bytes]:
    """NDJSON, a line an event."""
    sent = 0
    async for record in records(store, stretch):
        if not wanted.admits(record):
            continue
        yield json.dumps(as_json(record), separators=(",", ":")).encode() + b"\n"
        sent += 1
        if sent == limit:
            return


async def statistics(store: Store, stretch: Stretch) -> LogStatistics:
    counts = {name: Counter[str]() for name in ("outcome", "digit", "code")}
    events = labels = unmatched = 0
    first = last = None
    async for record in records(store, stretch):
        events += 1
        first, last = first or record.cursor, record.cursor
        if record.is_label:
            labels += 1
            unmatched += record.read is None
            continue
        for name, counter in counts.items():
            if (value := record.event["data"].get(name)) is not None:
                counter[str(value)] += 1
    return LogStatistics(
        events=events,
        outcomes=counts["outcome"],
        digits=counts["digit"],
        codes=counts["code"],
        labels=labels,
        unmatched_labels=unmatched,
        first=first,
        last=last,
    )
