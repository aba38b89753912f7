import gzip
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from handdraw_logger.archive.recovery import examine, verify, verify_damaged
from handdraw_logger.archive.segments import list_segments
from handdraw_logger.cursors import Stretch
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged
from handdraw_logger.hot.store import Store
from handdraw_logger.log import Log
from handdraw_logger.roller import Retention

from ..archived_log import archive_in, roller_on
from ..cloud_events import event_id, incoming, refused
from .segment_files import EVENTS, EVERYTHING, read_everything

pytestmark = pytest.mark.anyio


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
    with archive_in(folder) as archive:
        before = await read_everything(store, archive), archive.index.segments(), archive.size()
    harm(folder / "index.db")
    with capture_logs() as said, archive_in(folder) as archive:
        after = await read_everything(store, archive), archive.index.segments(), archive.size()
        again = await Log(store, archive).append(incoming(*EVENTS))

    warned = [line["event"] for line in said if line["log_level"] == "warning"]
    assert (after, len(after[0])) == (before, 5)
    assert (set(again), warned) == ({""}, ["the archive's index is lost or broken: it is made again"])


async def test_nobody_else_can_hold_the_writers_lock(folder: Path) -> None:
    assert (folder / "lock").stat().st_mode & 0o777 == 0o600


async def test_a_sound_index_is_not_made_again(folder: Path) -> None:
    with capture_logs() as said, archive_in(folder):
        pass

    assert said == []


@pytest.mark.parametrize("keep", [0, 1, 40, -9, -1])
async def test_a_segment_that_was_cut_short_is_named_and_the_others_are_read(
    keep: int, store: Store, folder: Path
) -> None:
    first, second = list_segments(folder)
    with (folder / first).open("r+b") as file:
        size = file.seek(0, 2)
        file.truncate(keep if keep >= 0 else size + keep)
        left = file.seek(0, 2)
    with archive_in(folder) as archive:
        verify(archive, archive.index.segments()[0])
        log = Log(store, archive)
        with pytest.raises(SegmentDamaged, match=f"Segment {first} is damaged: ") as caught:
            await log.read(EVERYTHING, 9)
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
    with archive_in(folder) as archive:
        with capture_logs() as said:
            for segment in archive.index.segments():
                verify(archive, segment)
        faults = archive.faults.copy()
        with pytest.raises(SegmentDamaged, match=file.name):
            await read_everything(store, archive)

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
    with archive_in(folder) as archive:
        for segment in archive.index.segments():
            verify(archive, segment)
        faults = list(archive.faults)
        with pytest.raises(SegmentDamaged, match=first):
            await read_everything(store, archive)
        with pytest.raises(SegmentDamaged, match=first):
            await Log(store, archive).count_archived(EVERYTHING)
        behind = await Log(store, archive).read(Stretch(second.partition("_")[0], "+"), 9)
        (folder / first).write_bytes(content)
        verify_damaged(archive)
        repaired = [record.event["id"] for record in await read_everything(store, archive)]

    served = {"beside the damage": [record.event["id"] for record in behind], "once repaired": repaired}
    assert served == {
        "beside the damage": [event_id(4), event_id(5)],
        "once repaired": [event_id(number) for number in range(1, 6)],
    }
    assert (faults, archive.faults) == ([first], {})


async def test_what_stands_before_the_damage_is_read_and_known(store: Store, somewhere: str, tmp_path: Path) -> None:
    numbers = range(1_200)
    with archive_in(tmp_path) as archive:
        for some in (numbers[:600], numbers[600:]):
            await Log(store, archive).append(incoming(*map(refused, some)))
        with roller_on(somewhere, archive, Retention(0, 1, 1_200)) as roller:
            roller.roll_due()
    [name] = list_segments(tmp_path)
    with (tmp_path / name).open("r+b") as file:
        file.truncate(file.seek(0, 2) - 10)
    (tmp_path / "index.db").unlink()
    with archive_in(tmp_path) as archive:
        log = Log(store, archive)
        read = await log.read(EVERYTHING, 1_000)
        with pytest.raises(SegmentDamaged, match="ends in the middle"):
            await log.read(EVERYTHING, 1_001)
        again = await log.append(incoming(refused(999)))

    assert ([record.event["id"] for record in read], again) == ([event_id(number) for number in range(1_000)], [""])


async def test_a_segment_that_overlaps_another_is_named_and_forgotten_once_it_is_gone(
    store: Store, folder: Path
) -> None:
    first, second = list_segments(folder)
    overlapping = f"{first.partition('_')[0]}_{second.partition('_')[2]}"
    shutil.copy(folder / first, folder / overlapping)
    with archive_in(folder) as archive:
        faults = archive.faults.copy()
        read = await read_everything(store, archive)
        (folder / overlapping).unlink()
        verify_damaged(archive)

    assert (list(faults), archive.faults, len(read)) == ([overlapping], {}, 5)
    assert "overlaps that of" in faults[overlapping]


async def test_files_that_are_no_segments_are_left_alone(store: Store, folder: Path) -> None:
    for name in ("notes.txt", "1-1.jsonl.gz", "a_b.jsonl.gz", "1-1_2-2.jsonl"):
        (folder / name).write_text("mine")
    (folder / "index.db").unlink()
    with archive_in(folder) as archive:
        assert (len(await read_everything(store, archive)), archive.faults) == (5, {})


async def test_a_segment_is_examined_as_it_was_written(folder: Path) -> None:
    with archive_in(folder) as archive:
        written = archive.index.segments()[0]  # without its blocks
    found, rows = examine(folder, written.name)

    assert (replace(found, blocks=()), len(rows)) == (written, 3)
    assert (written.events, written.fault) == (3, None)


async def test_a_repaired_segment_that_cannot_be_indexed_is_still_missed_and_taken_at_the_next_look(
    store: Store, folder: Path
) -> None:
    first = folder / list_segments(folder)[0]
    content = first.read_bytes()
    first.write_bytes(content[:-1])
    (folder / "index.db").unlink()
    with archive_in(folder) as archive:
        first.write_bytes(content)
        with archive.index.connect() as db:
            db.execute("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END")
        with pytest.raises(ArchiveUnavailable, match="disk is full"):
            verify_damaged(archive)
        with pytest.raises(SegmentDamaged, match=first.name):
            await read_everything(store, archive)
        with archive.index.connect() as db:
            db.execute("DROP TRIGGER full")
        verify_damaged(archive)
        repaired = [record.event["id"] for record in await read_everything(store, archive)]

    assert (repaired, archive.faults) == ([event_id(number) for number in range(1, 6)], {})
