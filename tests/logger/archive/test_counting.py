import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from handdraw_logger.archive.counting import Counts, count_stretch, find_unmatched
from handdraw_logger.archive.segments import Segment
from handdraw_logger.cursors import Place, parse_cursor
from handdraw_logger.errors import SegmentDamaged

from ..cloud_events import classified, event_id, label, refused
from .segment_files import records_of, write_index

SEGMENTS = [
    records_of(classified(1), label(2, of=1, digit=4), refused(3, "too_large")),
    records_of(label(4, of=8, digit=5), refused(5), refused(6, "engine_timeout", "failed"), first_ms=10),
    records_of(label(7, of=3, digit=1), classified(8, digit=2), label(9, of=99, digit=2), first_ms=20),
]
RECORDS = [record for records in SEGMENTS for record in records]
PLACES = [(0, 0), *((ms, 0) for ms in (1, 2, 3, 4, 10, 11, 12, 15, 20, 21, 22, 30))]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(write_index(tmp_path, *SEGMENTS)) as index, index.connect() as db:
        yield db


def count_one_by_one(first: Place, last: Place) -> Counts:
    within = [record for record in RECORDS if first <= parse_cursor(record.cursor) <= last]
    labels = sum(record.is_label for record in within)
    drawings = Counter(record.traits for record in within if not record.is_label)
    first_cursor, last_cursor = (within[0].cursor, within[-1].cursor) if within else (None, None)
    return Counts(drawings, labels, first_cursor, last_cursor)


def test_every_stretch_counts_as_its_events_do_one_by_one(db: sqlite3.Connection) -> None:
    stretches = list(product(PLACES, PLACES))
    counts = [count_stretch(db, *stretch) for stretch in stretches]

    assert counts == [count_one_by_one(*stretch) for stretch in stretches]


def test_a_stretch_that_touches_a_damaged_segment_cannot_be_counted(tmp_path: Path) -> None:
    damaged = Segment("5-0_8-0.jsonl.gz", (5, 0), (8, 0), 0, 0, 0, (), "it ends in the middle")
    with closing(write_index(tmp_path, *SEGMENTS)) as index:
        index.add(damaged, [])
        with index.connect() as db:
            beside = [count_stretch(db, *stretch) for stretch in [((0, 0), (4, 9)), ((8, 1), (30, 0))]]
            for stretch in [((0, 0), (30, 0)), ((0, 0), (5, 0)), ((8, 0), (9, 0)), ((6, 0), (7, 0))]:
                with pytest.raises(SegmentDamaged, match=r"5-0_8-0.jsonl.gz is damaged: it ends in the middle"):
                    count_stretch(db, *stretch)

    assert beside == [count_one_by_one((0, 0), (4, 9)), count_one_by_one((8, 1), (30, 0))]


@pytest.mark.parametrize(
    ("first", "last", "count", "unmatched"),
    [
        ((0, 0), (30, 0), 9, ([event_id(3), event_id(99)], None)),
        ((0, 0), (30, 0), 2, ([], (10, 1))),
        ((10, 1), (30, 0), 2, ([event_id(3), event_id(99)], (22, 1))),
        ((22, 1), (30, 0), 2, ([], None)),
        ((20, 1), (30, 0), 9, ([event_id(99)], None)),
        ((0, 0), (19, 0), 9, ([], None)),
    ],
)
def test_labels_are_unmatched_whose_drawing_was_read_nowhere_in_the_archive(
    db: sqlite3.Connection, first: Place, last: Place, count: int, unmatched: tuple[list[str], Place | None]
) -> None:
    assert find_unmatched(db, first, last, count) == unmatched
