"""Counts of a stretch: of whole segments and tallies by what is kept of them, of what lies between by its events.

Each step is short, so that a count ends where its caller leaves.
"""

from collections import Counter
from collections.abc import AsyncIterator

from pydantic_core import from_json

from handdraw_contracts.log import LogStatistics
from handdraw_logger.cursors import BEGINNING, Stretch, format_cursor, next_place, parse_cursor
from handdraw_logger.log import CHUNK, Log
from handdraw_logger.reading import CHUNK as READ_AT_ONCE
from handdraw_logger.records import Record, Traits
from handdraw_logger.tallies import Kind, Tally, kind_of_drawing, kind_of_label


async def count_events(log: Log, stretch: Stretch) -> LogStatistics:
    """Count what is there of it now. Raises StoreUnavailable, ArchiveUnavailable, SegmentDamaged."""
    end = await log.end()  # what is recorded meanwhile is for whoever asks next
    stretch = stretch.part_upto(parse_cursor(end) if end else BEGINNING)
    archived, hot = await log.count_archived(stretch)
    first, last, kinds = archived.first, archived.last, Counter[Kind]()
    async for tally in _tallies(log, hot):
        first, last = first or format_cursor(tally.first), format_cursor(tally.last)
        kinds.update(tally.events)
    read = [(from_json(kind), events) for kind, events in kinds.items()]
    labels = Counter({drawing: events for drawing, events in read if isinstance(drawing, str)})
    drawings = archived.drawings + Counter({tuple(one): events for one, events in read if not isinstance(one, str)})
    outcomes, digits, codes = (_sum_by(drawings, column) for column in range(3))
    return LogStatistics(
        events=drawings.total() + archived.labels + labels.total(),
        outcomes=outcomes,
        digits=digits,
        codes=codes,
        labels=archived.labels + labels.total(),
        unmatched_labels=archived.unmatched + await _count_unmatched(log, labels),
        first=first,
        last=last,
    )


async def _tallies(log: Log, stretch: Stretch) -> AsyncIterator[Tally]:
    """Yield tallies that make up the stretch: those that Redis keeps, and those of the events between them."""
    first = stretch.first
    for tally in await log.tallies(stretch):
        if tally.first >= first:
            async for read in _read_tallies(log, Stretch(format_cursor(first), format_cursor(tally.before))):
                yield read
            yield tally
            first = next_place(tally.last)
    async for read in _read_tallies(log, Stretch(format_cursor(first), stretch.end)):
        yield read


async def _read_tallies(log: Log, stretch: Stretch) -> AsyncIterator[Tally]:
    while stretch.first <= stretch.last:
        records = await log.read_alone(stretch, READ_AT_ONCE)
        if records:
            first, last = (parse_cursor(record.cursor) for record in (records[0], records[-1]))
            yield Tally(first, first, last, Counter(map(_kind, records)))
        if len(records) < READ_AT_ONCE:
            return
        stretch = stretch.resume_after(records[-1].cursor)


def _kind(record: Record) -> Kind:
    return kind_of_label(record.drawing) if record.is_label else kind_of_drawing(record.traits)


async def _count_unmatched(log: Log, labels: Counter[str]) -> int:
    """``labels``: how many speak of each drawing."""
    drawings = list(labels)
    unmatched = 0
    for start in range(0, len(drawings), CHUNK):
        some = drawings[start : start + CHUNK]
        found = await log.find_readings(some)
        unmatched += sum(labels[drawing] for drawing in some if drawing not in found)
    return unmatched


def _sum_by(drawings: Counter[Traits], column: int) -> Counter[str]:
    sums: Counter[str] = Counter()
    for traits, events in drawings.items():
        if traits[column] is not None:
            sums[str(traits[column])] += events
    return sums
