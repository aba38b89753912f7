"""Reading the log back: in pages, and as a stream of a whole range."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from pydantic_core import to_json

from handdraw_logger.cursors import Stretch
from handdraw_logger.log import Log
from handdraw_logger.records import Record

CHUNK = 250
MAX_SCANNED = 10_000  # events behind one page: with a rare filter a page ends early, with ``next``, rather than late


@dataclass(frozen=True, slots=True)
class Filter:
    outcome: str | None = None
    digit: int | None = None
    below_confidence: float | None = None

    def admits(self, record: Record) -> bool:
        """Any filter leaves labels out: they were not read from a drawing."""
        data = {} if record.is_label else record.event["data"]
        confidence = data.get("confidence")
        return (
            (self.outcome is None or data.get("outcome") == self.outcome)
            and (self.digit is None or data.get("digit") == self.digit)
            and (self.below_confidence is None or (confidence is not None and confidence < self.below_confidence))
        )


async def read_page(log: Log, stretch: Stretch, wanted: Filter, limit: int, *, glyph: bool = True) -> bytes:
    """Return an EventPage of at most ``limit`` events as JSON."""
    end = await log.settled_end()
    events: list[bytes] = []
    scanned = 0
    chunk = min(limit, CHUNK) if wanted == Filter() else CHUNK
    while scanned < MAX_SCANNED:
        records = await log.read(stretch, chunk)
        for record in records:
            scanned += 1
            stretch = stretch.resume_after(record.cursor)
            if wanted.admits(record):
                events.append(record.to_json(glyph=glyph))
            if len(events) == limit:
                return _format_page(events, record.cursor, end)
        if len(records) < chunk:
            return _format_page(events, None, end)
    return _format_page(events, stretch.start.removeprefix("("), end)


def _format_page(events: list[bytes], next_cursor: str | None, end: str | None) -> bytes:
    return b'{"events":[' + b",".join(events) + b'],"next":' + to_json(next_cursor) + b',"end":' + to_json(end) + b"}"


async def read_chunks(log: Log, stretch: Stretch) -> AsyncIterator[list[Record]]:
    """Yield a whole range, in constant memory."""
    while chunk := await log.read(stretch, CHUNK):
        yield chunk
        stretch = stretch.resume_after(chunk[-1].cursor)


async def stream_lines(
    log: Log, stretch: Stretch, wanted: Filter, limit: int | None, *, glyph: bool = True
) -> AsyncIterator[bytes]:
    """Yield NDJSON, a line for each event and some lines at a time. Only these are kept while the caller takes them."""
    left = limit
    while left != 0 and (records := await log.read(stretch, CHUNK)):
        stretch = stretch.resume_after(records[-1].cursor)
        lines = [record.to_json(glyph=glyph) + b"\n" for record in records if wanted.admits(record)][:left]
        left = None if left is None else left - len(lines)
        records.clear()
        some = b"".join(lines)
        lines.clear()
        if some:
            yield some
