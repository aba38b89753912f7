from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.index import ArchiveSize
from handdraw_logger.archive.segments import UNREADABLE, Block, Segment
from handdraw_logger.cursors import parse_cursor
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged
from handdraw_logger.records import Record

from ..archived_log import archive_in
from ..cloud_events import event_id, refused
from .segment_files import records_of, write_index, write_segment

SEGMENTS = [records_of(*map(refused, range(1, 6))), records_of(refused(6), first_ms=10)]
RECORDS = [record for records in SEGMENTS for record in records]
ALL = (0, 0), (99, 0)

CALLS: list[Callable[[Archive], object]] = [
    Archive.end,
    lambda archive: archive.find_known([event_id(1)], []),
    lambda archive: archive.find_place(event_id(1)),
    lambda archive: archive.find_records([event_id(1)]),
    lambda archive: archive.find_labels([event_id(1)]),
    lambda archive: archive.find_readings([event_id(1)]),
    lambda archive: archive.read(*ALL, 9),
    lambda archive: archive.count(*ALL),
    lambda archive: archive.find_unmatched(*ALL, 9),
]


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Archive]:
    """An archive of two segments: one of five records in three blocks, one of a single record."""
    write_index(tmp_path, *SEGMENTS).close()
    with archive_in(tmp_path) as archive:
        yield archive


@pytest.mark.parametrize("call", CALLS)
def test_a_closed_archive_says_why(call: Callable[[Archive], object], tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnavailable, match="is not open yet"):
        call(Archive(tmp_path))


def test_a_closed_archive_has_no_size(tmp_path: Path) -> None:
    assert Archive(tmp_path).size() == ArchiveSize(segments=0, events=0, bytes=0)


def test_any_range_is_read_across_blocks_and_segments_and_no_further_than_asked(full: Archive) -> None:
    ranges = [((first, 0), (last, 0), count) for first, last, count in product(range(13), range(13), (1, 3, 9))]
    read = [full.read(first, last, count) for first, last, count in ranges]

    assert read == [
        ([one for one in RECORDS if first <= parse_cursor(one.cursor) <= last][:count], (10, 0))
        for first, last, count in ranges
    ]


def test_events_are_found_by_their_ids_in_whichever_segment(full: Archive) -> None:
    found = full.find_records([event_id(number) for number in (6, 2, 9, 5)])

    assert found == [RECORDS[1], RECORDS[4], RECORDS[5]]


class Overtaken(tuple[str, Block]):
    """The key of the unpacked block. While it is compared, another thread reads the other segment."""

    archive: Archive
    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __ne__(self, found: object) -> bool:
        differs = super().__ne__(found)
        self.archive._unpacked = None
        self.archive.read(self.archive.index.segments()[1].first, self.archive.end(), 1)
        return differs


def test_who_reads_is_not_given_what_another_thread_unpacks_meanwhile(full: Archive) -> None:
    full.read((1, 0), (10, 0), 1)
    assert full._unpacked
    Overtaken.archive = full
    full._unpacked = Overtaken(full._unpacked[0]), full._unpacked[1]
    read, _ = full.read((1, 0), (10, 0), 9)

    assert read == RECORDS


class DeletedMeanwhile(Archive):
    """Loses its first segment to deletion by age between the lookup in the index and the read of the file."""

    def _unpack(self, name: str, block: Block) -> list[Record]:
        for segment in self.index.segments()[:1]:
            if (segment.name, segment.first) == (name, (1, 0)):
                self.index.remove(segment)
                (self.folder / name).unlink()
        return super()._unpack(name, block)


def test_a_segment_that_is_deleted_while_it_is_read_is_no_damage(full: Archive) -> None:
    deleting = DeletedMeanwhile(full.folder)
    deleting.closed = None
    read, _ = deleting.read(*ALL, 9)
    deleting.close()

    assert read == RECORDS[5:]


def test_a_segment_whose_file_is_missing_is_named_and_the_others_are_read(full: Archive) -> None:
    first, second = full.index.segments()
    (full.folder / first.name).unlink()
    with pytest.raises(SegmentDamaged, match=f"Segment {first.name} is damaged: .*No such file"):
        full.read(*ALL, 9)

    assert (list(full.faults), full.read(second.first, second.last, 9)[0]) == ([first.name], RECORDS[5:])


def test_where_a_damaged_segment_cannot_be_read_its_fault_is_told(full: Archive) -> None:
    unreadable = Segment("20-0_29-0.jsonl.gz", (20, 0), (29, 0), 0, 0, 0, (Block((29, 0), 0, UNREADABLE),), "gone")
    full.index.add(unreadable, [])
    full.set_fault(unreadable.name, "it was eaten")

    with pytest.raises(SegmentDamaged, match="it was eaten"):
        full.read((20, 0), (29, 0), 1)


def test_a_fault_is_logged_when_it_changes(full: Archive) -> None:
    with capture_logs() as lines:
        for fault in (None, "cut", "cut", "missing", None, None):
            full.set_fault("a", fault)

    assert [(line["log_level"], line.get("reason")) for line in lines] == [
        ("error", "cut"),
        ("error", "missing"),
        ("info", None),
    ]


def test_what_another_process_adds_is_read(full: Archive) -> None:
    added = records_of(refused(7), first_ms=20)
    with archive_in(full.folder):
        write_segment(full.folder, added)
    with archive_in(full.folder):
        pass

    assert full.read((20, 0), (20, 0), 9) == (added, (20, 0))
