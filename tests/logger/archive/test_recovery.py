import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.recovery import examine, open_archive, verify, verify_damaged
from handdraw_logger.archive.segments import Block, list_segments
from handdraw_logger.cursors import Stretch
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged
from handdraw_logger.hot.store import Store
from handdraw_logger.log import Log
from handdraw_logger.records import Record
from handdraw_logger.roller import Retention

from ..archived_log import opened, roller_on
from ..cloud_events import classified, event_id, incoming, label, refused

pytestmark = pytest.mark.anyio

ALL = Stretch("(0-0", "+")
EVENTS = [classified(1), label(2, of=1, digit=4), refused(3), label(4, of=1, digit=5), label(5, of=9, digit=5)]


@pytest.fixture
async def folder(store: Store, somewhere: str, tmp_path: Path) -> Path:
    """An archive of a segment of three events and one of two, nobody has open."""
    with opened(tmp_path / "archive") as archive:
        for events, size in ((EVENTS[:3], 3), (EVENTS[3:], 2)):
            await Log(store, archive).append(incoming(*events))
            with roller_on(somewhere, archive, Retention(0, 1, size)) as roller:
                roller.roll_due()
        return archive.folder


async def everything(store: Store, archive: Archive) -> list[Record]:
    return await Log(store, archive).read(ALL, 100)


def lost(index: Path) -> None:
    index.unlink()


def garbage(index: Path) -> None:
    index.write_bytes(b"no database" * 1_000)


def broken_within(index: Path) -> None:
    content = bytearray(index.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\x77" * 4096
    index.write_bytes(content)


def cut_short(index: Path) -> None:
    index.write_bytes(index.read_bytes()[:5_000])


def of_another_version(index: Path) -> None:
    with sqlite3.connect(index) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()


@pytest.mark.parametrize("harm", [lost, garbage, broken_within, cut_short, of_another_version])
async def test_an_index_that_is_lost_or_broken_is_made_again_and_it_is_said(
    harm: Callable[[Path], None], store: Store, folder: Path
) -> None:
    with opened(folder) as archive:
        before = await everything(store, archive), archive.index.segments(), archive.size()
    harm(folder / "index.db")
    with capture_logs() as said, opened(folder) as archive:
        after = await everything(store, archive), archive.index.segments(), archive.size()
        again = await Log(store, archive).append(incoming(*EVENTS))

    warned = [line["event"] for line in said if line["log_level"] == "warning"]
    assert (after, len(after[0]), set(again), warned) == (
        before,
        5,
        {""},
        ["the archive's index is lost or broken: it is made again"],
    )


async def test_nobody_else_can_hold_the_writers_lock(folder: Path) -> None:
    assert (folder / "lock").stat().st_mode & 0o777 == 0o600


async def test_a_sound_index_is_not_made_again(folder: Path) -> None:
    with capture_logs() as said, opened(folder):
        pass

    assert said == []


async def test_an_index_that_breaks_while_it_is_open_is_noticed_and_may_be_opened_again(
    store: Store, folder: Path
) -> None:
    with opened(folder) as archive:
        before, sound = await everything(store, archive), archive.index.is_broken
        archive.index.close()
        garbage(archive.index.file)
        with pytest.raises(ArchiveUnavailable, match="file is not a database"):
            await everything(store, archive)
        broken = archive.index.is_broken
        open_archive(archive)
        after = await everything(store, archive)

    assert (sound, broken, after, archive.index.is_broken) == (False, True, before, False)


async def test_an_index_that_another_process_made_again_is_taken_up(store: Store, folder: Path) -> None:
    with opened(folder) as one:
        before = await everything(store, one)
        (folder / "index.db").unlink()
        with opened(folder):
            after = await everything(store, one)

    assert after == before


@pytest.mark.parametrize("keep", [0, 1, 40, -9, -1])
async def test_a_segment_that_was_cut_short_is_named_and_the_others_are_read(
    keep: int, store: Store, folder: Path
) -> None:
    first, second = list_segments(folder)
    with (folder / first).open("r+b") as file:
        size = file.seek(0, 2)
        file.truncate(keep if keep >= 0 else size + keep)
        left = file.seek(0, 2)
    with opened(folder) as archive:
        verify(archive, archive.index.segments()[0])
        log = Log(store, archive)
        with pytest.raises(SegmentDamaged, match=f"Segment {first} is damaged: ") as caught:
            await log.read(ALL, 9)
        behind = await log.read(Stretch(second.partition("_")[0], "+"), 9)
        again = await log.append(incoming(*EVENTS))
        checked = await log.check()

    assert (caught.value.name, [record.event["id"] for record in behind], set(again)) == (
        first,
        [event_id(4), event_id(5)],
        {""},
    )
    assert (checked[0][0], f"it has {left} bytes, not {size}" in checked[0][1] or keep == 0) == ("archive", True)


async def test_a_segment_with_another_bit_is_named(store: Store, folder: Path) -> None:
    file = folder / list_segments(folder)[1]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with opened(folder) as archive:
        with capture_logs() as said:
            for segment in archive.index.segments():
                verify(archive, segment)
        faults = archive.faults.copy()
        with pytest.raises(SegmentDamaged, match=file.name):
            await everything(store, archive)

    reason = "its checksum is not the one that it was written with"
    assert (faults, [(line["segment"], line["reason"]) for line in said]) == (
        {file.name: reason},
        [(file.name, reason)],
    )


def cut_by_a_byte(content: bytes) -> bytes:
    return content[:-1]


def emptied(_: bytes) -> bytes:
    return b""


def no_gzip(content: bytes) -> bytes:
    return b"PK" + content


def no_events(_: bytes) -> bytes:
    return gzip.compress(b'{"cursor":7}\n[]\n')


def a_line_less(content: bytes) -> bytes:
    return gzip.compress(b"".join(gzip.decompress(content).splitlines(keepends=True)[:-1]))


def turned_round(content: bytes) -> bytes:
    return gzip.compress(b"".join(gzip.decompress(content).splitlines(keepends=True)[::-1]))


@pytest.mark.parametrize("harm", [cut_by_a_byte, emptied, no_gzip, no_events, a_line_less, turned_round])
async def test_of_a_damaged_segment_and_a_lost_index_everything_else_is_served_and_it_is_named(
    harm: Callable[[bytes], bytes], store: Store, folder: Path
) -> None:
    first, second = list_segments(folder)
    content = (folder / first).read_bytes()
    (folder / first).write_bytes(harm(content))
    (folder / "index.db").unlink()
    with opened(folder) as archive:
        for segment in archive.index.segments():
            verify(archive, segment)
        faults = list(archive.faults)
        with pytest.raises(SegmentDamaged, match=first):
            await everything(store, archive)
        with pytest.raises(SegmentDamaged, match=first):
            await Log(store, archive).count_archived(ALL)
        behind = await Log(store, archive).read(Stretch(second.partition("_")[0], "+"), 9)
        (folder / first).write_bytes(content)
        verify_damaged(archive)
        repaired = [record.event["id"] for record in await everything(store, archive)]

    assert (faults, [record.event["id"] for record in behind], repaired, archive.faults) == (
        [first],
        [event_id(4), event_id(5)],
        [event_id(number) for number in range(1, 6)],
        {},
    )


async def test_what_stands_before_the_damage_is_read_and_known(store: Store, somewhere: str, tmp_path: Path) -> None:
    numbers = range(1_200)
    with opened(tmp_path) as archive:
        for some in (numbers[:600], numbers[600:]):
            await Log(store, archive).append(incoming(*map(refused, some)))
        with roller_on(somewhere, archive, Retention(0, 1, 1_200)) as roller:
            roller.roll_due()
    [name] = list_segments(tmp_path)
    with (tmp_path / name).open("r+b") as file:
        file.truncate(file.seek(0, 2) - 10)
    (tmp_path / "index.db").unlink()
    with opened(tmp_path) as archive:
        log = Log(store, archive)
        read = await log.read(ALL, 1_000)
        with pytest.raises(SegmentDamaged, match="ends in the middle"):
            await log.read(ALL, 1_001)
        again = await log.append(incoming(refused(999)))

    assert ([record.event["id"] for record in read], again) == ([event_id(number) for number in range(1_000)], [""])


async def test_a_segment_that_overlaps_another_is_named_and_forgotten_once_it_is_gone(
    store: Store, folder: Path
) -> None:
    first, second = list_segments(folder)
    overlapping = f"{first.partition('_')[0]}_{second.partition('_')[2]}"
    shutil.copy(folder / first, folder / overlapping)
    with opened(folder) as archive:
        faults = archive.faults.copy()
        read = await everything(store, archive)
        (folder / overlapping).unlink()
        verify_damaged(archive)

    assert (list(faults), "overlaps that of" in faults[overlapping], len(read), archive.faults) == (
        [overlapping],
        True,
        5,
        {},
    )


async def test_files_that_are_no_segments_are_left_alone(store: Store, folder: Path) -> None:
    for name in ("notes.txt", "1-1.jsonl.gz", "a_b.jsonl.gz", "1-1_2-2.jsonl"):
        (folder / name).write_text("mine")
    (folder / "index.db").unlink()
    with opened(folder) as archive:
        assert (len(await everything(store, archive)), archive.faults) == (5, {})


async def test_a_closed_archive_says_why(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnavailable, match="is not open yet"):
        await Log(store, Archive(tmp_path)).append(incoming(refused(1)))


async def test_a_segment_is_what_any_tool_reads(folder: Path) -> None:
    lines = gzip.decompress((folder / list_segments(folder)[1]).read_bytes()).splitlines()
    events = [json.loads(line) for line in lines]

    assert [(list(event), event["event"]) for event in events] == [
        (["cursor", "recorded_at", "replaces", "event"], EVENTS[3]),
        (["cursor", "recorded_at", "event"], EVENTS[4]),
    ]


async def test_a_segment_is_examined_as_it_was_written(folder: Path) -> None:
    with opened(folder) as archive:
        written = archive.index.segments()[0]
    found, rows = examine(folder, written.name)

    assert (found.first, found.last, found.events, found.size, found.checksum, found.fault, len(rows)) == (
        written.first,
        written.last,
        3,
        written.size,
        written.checksum,
        None,
        3,
    )


async def test_a_repaired_segment_that_cannot_be_indexed_is_still_missed_and_taken_at_the_next_look(
    store: Store, folder: Path
) -> None:
    first = folder / list_segments(folder)[0]
    content = first.read_bytes()
    first.write_bytes(content[:-1])
    (folder / "index.db").unlink()
    with opened(folder) as archive:
        first.write_bytes(content)
        with archive.index.connect() as db:
            db.execute("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END")
        with pytest.raises(ArchiveUnavailable, match="disk is full"):
            verify_damaged(archive)
        with pytest.raises(SegmentDamaged, match=first.name):
            await everything(store, archive)
        with archive.index.connect() as db:
            db.execute("DROP TRIGGER full")
        verify_damaged(archive)
        repaired = [record.event["id"] for record in await everything(store, archive)]

    assert (repaired, archive.faults) == ([event_id(number) for number in range(1, 6)], {})


class Overtaken(tuple[str, Block]):
    """While it is compared, another thread reads the other segment."""

    archive: Archive
    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __ne__(self, found: object) -> bool:
        differs = super().__ne__(found)
        self.archive._unpacked = None
        self.archive.read(self.archive.index.segments()[1].first, self.archive.end(), 1)
        return differs


async def test_who_reads_is_not_given_what_another_thread_unpacks_meanwhile(folder: Path) -> None:
    with opened(folder) as archive:
        first, upto = archive.index.segments()[0].first, archive.end()
        archive.read(first, upto, 1)
        assert archive._unpacked
        Overtaken.archive = archive
        archive._unpacked = Overtaken(archive._unpacked[0]), archive._unpacked[1]
        read, _ = archive.read(first, upto, 9)

    assert [record.event["id"] for record in read] == [event_id(number) for number in range(1, 6)]
