from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from handdraw_logger.archive.index import ArchiveSize, Index, Row, to_row
from handdraw_logger.archive.lookups import find_place
from handdraw_logger.archive.recovery import open_archive
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged
from handdraw_logger.hot.store import Store
from handdraw_logger.records import pack_id

from ...children import PATIENCE_S
from ..archived_log import archive_in
from ..cloud_events import Json, classified, event_id, label, refused
from .segment_files import read_everything, records_of, write_index, write_segment

pytestmark = pytest.mark.anyio

EARLY = records_of(classified(1), label(2, of=1, digit=4), refused(3))
LATE = records_of(refused(4), refused(5), first_ms=10)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An index of a segment with the EARLY records and one with the LATE ones."""
    with closing(write_index(tmp_path, EARLY, LATE)) as index:
        yield index


def count_rows(index: Index) -> dict[str, int]:
    with index.connect() as db:
        tables = ("segments", "blocks", "events", "counts")
        return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


async def test_an_index_that_breaks_while_it_is_open_is_noticed_and_may_be_opened_again(
    store: Store, folder: Path
) -> None:
    with archive_in(folder) as archive:
        before, sound = await read_everything(store, archive), archive.index.is_broken
        archive.index.close()
        archive.index.file.write_bytes(b"no database" * 1_000)
        with pytest.raises(ArchiveUnavailable, match="file is not a database"):
            await read_everything(store, archive)
        broken = archive.index.is_broken
        open_archive(archive)
        after = await read_everything(store, archive)
        is_broken = {"at first": sound, "once read": broken, "opened again": archive.index.is_broken}

    assert (is_broken, after) == ({"at first": False, "once read": True, "opened again": False}, before)


async def test_an_index_that_another_process_made_again_is_taken_up(store: Store, folder: Path) -> None:
    with archive_in(folder) as one:
        before = await read_everything(store, one)
        (folder / "index.db").unlink()
        with archive_in(folder):
            after = await read_everything(store, one)

    assert after == before


def test_its_size_is_that_of_its_segments(index: Index, tmp_path: Path) -> None:
    size = sum(file.stat().st_size for file in tmp_path.glob("*.jsonl.gz"))

    assert index.size() == ArchiveSize(segments=2, events=5, bytes=size)


def test_segments_come_in_log_order_in_whichever_they_were_added(tmp_path: Path) -> None:
    with closing(write_index(tmp_path, LATE, EARLY)) as index:
        names = [segment.name for segment in index.segments()]

    assert names == ["1-0_3-0.jsonl.gz", "10-0_11-0.jsonl.gz"]


def test_a_segment_that_overlaps_another_is_refused_and_leaves_no_trace(index: Index, tmp_path: Path) -> None:
    before = count_rows(index)
    records = records_of(refused(6), refused(7), first_ms=11)
    with pytest.raises(SegmentDamaged, match="its range overlaps that of 10-0_11-0"):
        index.add(write_segment(tmp_path, records), map(to_row, records))

    assert count_rows(index) == before


def test_who_looks_something_up_need_not_wait_until_a_segment_is_added(index: Index, tmp_path: Path) -> None:
    records = records_of(refused(6), refused(7), first_ms=20)
    seen: list[int] = []

    def rows() -> Iterator[Row]:
        for record in records:
            seen.append(reader.submit(index.size).result(timeout=PATIENCE_S).segments)
            yield to_row(record)

    with ThreadPoolExecutor(1) as reader:
        index.add(write_segment(tmp_path, records), rows())

    assert (seen, index.size().segments) == ([2, 2], 3)


def test_a_segment_whose_rows_cannot_be_added_leaves_no_trace(index: Index, tmp_path: Path) -> None:
    before = count_rows(index)
    records = records_of(refused(6), refused(7), first_ms=20)
    with pytest.raises(ArchiveUnavailable, match="UNIQUE constraint failed"):
        index.add(write_segment(tmp_path, records), [to_row(records[0])] * 2)

    assert count_rows(index) == before


def test_nothing_is_left_of_a_segment_that_is_removed(index: Index) -> None:
    early, late = index.segments()
    index.remove(early)

    assert (index.segments(), count_rows(index)) == ([late], {"segments": 1, "blocks": 1, "events": 2, "counts": 1})


def test_a_segment_that_is_replaced_is_known_by_its_new_rows_alone(index: Index) -> None:
    late = index.segments()[1]
    index.replace(late, map(to_row, LATE[1:]))
    with index.connect() as db:
        places = find_place(db, event_id(4)), find_place(db, event_id(5))

    assert (places, index.segments()[1]) == ((None, (11, 0)), late)


@pytest.mark.parametrize(("reached", "end"), [((5, 0), (11, 0)), ((11, 1), (11, 1)), ((12, 0), (12, 0))])
def test_its_end_advances_and_never_goes_back(index: Index, reached: tuple[int, int], end: tuple[int, int]) -> None:
    index.advance_end(reached)
    for segment in index.segments():
        index.remove(segment)
    with index.connect() as db:
        found = db.execute("SELECT upto_ms, upto_no FROM archive").fetchone()

    assert found == end


def test_a_new_index_takes_nothing_from_the_file_that_it_replaces(index: Index) -> None:
    index.close()

    with closing(Index.create(index.file)) as new:
        assert (new.size(), new.is_sound()) == (ArchiveSize(segments=0, events=0, bytes=0), True)


def test_an_index_without_a_file_is_broken_and_unavailable(tmp_path: Path) -> None:
    index = Index(tmp_path / "index.db")
    with pytest.raises(ArchiveUnavailable, match=r"The archive's index .*/index.db cannot be used: .*No such file"):
        index.segments()

    assert (index.is_broken, index.is_sound()) == (True, False)


@pytest.mark.parametrize(
    ("event", "row"),
    [
        (classified(1, digit=7, confidence=0.9), (1, 0, pack_id(event_id(1)), None, "classified", 7, 0.9, None)),
        (refused(1), (1, 0, pack_id(event_id(1)), None, "refused", None, None, "blank_drawing")),
        (label(2, of=1, digit=4), (1, 0, pack_id(event_id(2)), pack_id(event_id(1)), None, 4, None, None)),
    ],
    ids=["classified", "refused", "label"],
)
def test_a_row_has_what_must_not_wait_for_a_segment(event: Json, row: Row) -> None:
    [record] = records_of(event)

    assert to_row(record) == row
