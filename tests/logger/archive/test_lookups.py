import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from handdraw_logger.archive import lookups
from handdraw_logger.archive.index import Index
from handdraw_logger.cursors import BEGINNING, Place
from handdraw_logger.records import KnownEvents, StoredLabel

from ..cloud_events import classified, event_id, label, refused
from .segment_files import records_of, write_index

EARLY = records_of(classified(1), label(2, of=1, digit=4), refused(3), classified(4, digit=2, confidence=0.5))
LATE = records_of(label(5, of=1, digit=9), label(6, of=77, digit=0), first_ms=10)
IN_FORCE = {event_id(1): StoredLabel(event_id(5), 9, "10-0"), event_id(77): StoredLabel(event_id(6), 0, "11-0")}
EVERY_ID = [event_id(number) for number in (1, 2, 3, 4, 5, 6, 77, 78)]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(write_index(tmp_path, EARLY, LATE)) as index, index.connect() as db:
        yield db


def test_of_a_batch_the_ids_and_the_labels_that_are_here_are_known_and_how_far_that_goes(
    db: sqlite3.Connection,
) -> None:
    known = lookups.find_known(db, [event_id(3), event_id(5), event_id(88)], [event_id(1), event_id(88)])

    assert known == KnownEvents((11, 0), frozenset({event_id(3), event_id(5)}), {event_id(1): IN_FORCE[event_id(1)]})


def test_an_empty_archive_knows_nothing(tmp_path: Path) -> None:
    with closing(Index.create(tmp_path / "index.db")) as index, index.connect() as db:
        assert lookups.find_known(db, [event_id(1)], [event_id(1)]) == KnownEvents(BEGINNING)


def test_the_last_label_of_each_drawing_is_found(db: sqlite3.Connection) -> None:
    assert lookups.find_labels(db, EVERY_ID) == IN_FORCE


def test_what_was_read_is_found_for_drawings_that_were_read(db: sqlite3.Connection) -> None:
    assert lookups.find_readings(db, EVERY_ID) == {
        event_id(1): {"digit": 7, "confidence": 0.9},
        event_id(4): {"digit": 2, "confidence": 0.5},
    }


@pytest.mark.parametrize(("number", "place"), [(1, (1, 0)), (6, (11, 0)), (77, None)])
def test_an_event_is_found_where_it_is(db: sqlite3.Connection, number: int, place: Place | None) -> None:
    assert lookups.find_place(db, event_id(number)) == place


def test_events_are_found_where_they_are_in_log_order(db: sqlite3.Connection) -> None:
    assert lookups.find_places(db, [event_id(number) for number in (6, 77, 3, 1)]) == [(1, 0), (3, 0), (11, 0)]


@pytest.mark.parametrize(
    ("first", "segment", "last"),
    [
        ((0, 0), "1-0_4-0.jsonl.gz", (2, 0)),
        ((2, 0), "1-0_4-0.jsonl.gz", (2, 0)),
        ((2, 1), "1-0_4-0.jsonl.gz", (4, 0)),
        ((5, 0), "10-0_11-0.jsonl.gz", (11, 0)),
        ((11, 0), "10-0_11-0.jsonl.gz", (11, 0)),
    ],
)
def test_the_block_with_the_first_event_from_a_place_on_is_found(
    db: sqlite3.Connection, first: Place, segment: str, last: Place
) -> None:
    found = lookups.find_block(db, first)

    assert found is not None
    assert (found[0], found[1].last) == (segment, last)


def test_beyond_the_end_there_is_no_block(db: sqlite3.Connection) -> None:
    assert lookups.find_block(db, (11, 1)) is None
