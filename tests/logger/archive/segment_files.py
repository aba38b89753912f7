"""Segments and indexes for the tests, written without Redis and without a roller."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from pydantic_core import to_json

from handdraw_logger.archive.archive import INDEX, Archive
from handdraw_logger.archive.index import Index, to_row
from handdraw_logger.archive.segments import Segment, SegmentWriter
from handdraw_logger.cursors import Stretch
from handdraw_logger.hot.store import Store
from handdraw_logger.log import Log
from handdraw_logger.records import Record

from ..cloud_events import Json, classified, label, refused

EVERYTHING = Stretch("(0-0", "+")
EVENTS = [classified(1), label(2, of=1, digit=4), refused(3), label(4, of=1, digit=5), label(5, of=9, digit=5)]


async def read_everything(store: Store, archive: Archive) -> list[Record]:
    return await Log(store, archive).read(EVERYTHING, 100)


def records_of(*events: Json, first_ms: int = 1) -> list[Record]:
    """Make records of events, with the cursors 1-0, 2-0 and so on, from ``first_ms``."""
    return [Record.parse(f"{ms}-0", to_json(event)) for ms, event in enumerate(events, first_ms)]


def write_segment(folder: Path, records: Sequence[Record], block_events: int = 2) -> Segment:
    with closing(SegmentWriter(folder)) as writer:
        for start in range(0, len(records), block_events):
            writer.write_block(records[start : start + block_events])
        return writer.publish()


def write_index(folder: Path, *segments: Sequence[Record]) -> Index:
    """Write a segment of each list of records, and their index."""
    index = Index.create(folder / INDEX)
    for records in segments:
        index.add(write_segment(folder, records), map(to_row, records))
    return index
