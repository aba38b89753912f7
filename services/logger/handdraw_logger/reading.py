"""The log read back: pages, the whole range as a stream, and what it counts."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

from pydantic_core import to_json

from handdraw_contracts.log import LogStatistics
from handdraw_logger.cursors import Stretch
from handdraw_logger.log import Log
from handdraw_logger.records import Record, Traits

CHUNK = 250
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


async def page(log: Log, stretch: Stretch, wanted: Filter, limit: int) -> bytes:
    """At most ``limit`` events; ``next`` is where to go on, null where the range ends; ``end`` where the log does."""
    end = await log.end()
    events: list[bytes] = []
    looked_at = 0
    chunk = min(limit, CHUNK) if wanted == Filter() else CHUNK
    while looked_at < LOOKED_AT:
        records = await log.read(stretch, chunk)
        for record in records:
            looked_at += 1
            stretch = stretch.beyond(record.cursor)
            if wanted.admits(record):
                events.append(record.served())
            if len(events) == limit:
                return _page(events, record.cursor, end)
        if len(records) < chunk:
            return _page(events, None, end)
    return _page(events, stretch.start.removeprefix("("), end)


def _page(events: list[bytes], following: str | None, end: str | None) -> bytes:
    return b'{"events":[' + b",".join(events) + b'],"next":' + to_json(following) + b',"end":' + to_json(end) + b"}"


async def records(log: Log, stretch: Stretch) -> AsyncIterator[list[Record]]:
    """The whole range in constant memory, some at a time."""
    while chunk := await log.read(stretch, CHUNK):
        yield chunk
        stretch = stretch.beyond(chunk[-1].cursor)


async def lines(log: Log, stretch: Stretch, wanted: Filter, limit: int | None) -> AsyncIterator[bytes]:
    """NDJSON, a line an event, some at a time."""
    left = limit
    async for chunk in records(log, stretch):
        served = [record.served() + b"\n" for record in chunk if wanted.admits(record)][:left]
        if served:
            yield b"".join(served)
        if left is not None:
            left -= len(served)
            if not left:
                return


async def statistics(log: Log, stretch: Stretch) -> LogStatistics:
    """The archive counts its part by itself; only the hot rest is read."""
    archived, hot = await log.counts(stretch)
    drawings, labels, unmatched = archived.drawings.copy(), archived.labels, archived.unmatched
    first, last = archived.first, archived.last
    async for chunk in records(log, hot):
        first, last = first or chunk[0].cursor, chunk[-1].cursor
        said = [record for record in chunk if record.is_label]
        labels += len(said)
        unmatched += sum(1 for record in said if record.read is None)
        drawings.update(record.traits for record in chunk if not record.is_label)
    outcomes, digits, codes = (_by(drawings, column) for column in range(3))
    return LogStatistics(
        events=drawings.total() + labels,
        outcomes=outcomes,
        digits=digits,
        codes=codes,
        labels=labels,
        unmatched_labels=unmatched,
        first=first,
        last=last,
    )


def _by(drawings: Counter[Traits], column: int) -> Counter[str]:
    counted: Counter[str] = Counter()
    for traits, events in drawings.items():
        if traits[column] is not None:
            counted[str(traits[column])] += events
    return counted
