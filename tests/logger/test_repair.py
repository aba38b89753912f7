"""A repair, with a real Redis that wrote the file before and reads it afterwards."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from handdraw_chassis.locks import try_hold
from handdraw_logger.acknowledged import Acknowledged
from handdraw_logger.hot.append_only import FOLDER, MANIFEST, examine
from handdraw_logger.hot.commands import Data
from handdraw_logger.repair import LOCK, CannotRepair, hold_folder, main, repair
from handdraw_logger.salvaged import list_salvaged

from .conftest import client_on
from .hot.append_only_files import copy_of, ids, ids_served, increment, record, served, written_file

NOW = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
COPY = f"{FOLDER}.before-repair-20261126T203000Z"
ALL = ids(1, 2, 3, 4, 5, 6, 7, 8)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_file(tmp_path_factory.mktemp("redis"))


@pytest.fixture
def data(written: Path, tmp_path: Path) -> Path:
    return copy_of(written, f"copy-of-{tmp_path.name}")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def repaired(data: Path, archive: Path) -> list[str]:
    said = list[str]()
    repair(data, archive, said.append, lambda: NOW)
    return said


def half_of(data: Data, _: object) -> Iterator[bytes]:
    """Stand for the kill of a repair that writes."""
    yield data[: len(data) // 2]
    raise KeyboardInterrupt


def salvaged(archive: Path) -> list[str]:
    lines = [line for file in archive.glob("salvaged-*") for line in file.read_text().splitlines()]
    return [json.loads(line)["id"] for line in lines]


def body_of(data: Path, number: int) -> tuple[int, int]:
    """Return where an event's JSON stands in the file."""
    text = increment(data).read_bytes()
    start = text.rindex(b'{"specversion"', 0, text.index(ids(number)[0].encode()))
    return start, text.index(b"\r\n", start)


def overwrite(data: Path, at: int, with_what: bytes) -> None:
    with increment(data).open("r+b") as file:
        file.seek(at)
        file.write(with_what)


def test_garbage_at_the_end_is_cut_and_a_copy_kept(data: Path, archive: Path) -> None:
    size = increment(data).stat().st_size
    with increment(data).open("ab") as file:
        file.write(bytes(4096))
    as_it_was = increment(data).read_bytes()
    said = repaired(data, archive)

    assert (said, (data / COPY / increment(data).name).read_bytes() == as_it_was, ids_served(data)) == (
        [
            f"{increment(data).name} is damaged: 4,096 of its {size + 4096:,} bytes, from byte {size:,} on",
            f"A copy of it as it was: {data / COPY}",
            "4,096 bytes are left out of the new one",
            "No event is lost",
        ],
        True,
        ALL,
    )


def test_a_torn_event_is_named_and_the_whole_ones_of_its_transaction_come_again(data: Path, archive: Path) -> None:
    start, _ = body_of(data, 7)
    overwrite(data, start + 10, b"\0" * 40)
    overwrite(data, start - 3, b"\0")
    said = repaired(data, archive)

    loss = Acknowledged(archive).loss()
    assert (said[-2:], salvaged(archive), ids_served(data), loss and loss.ids) == (
        [
            "1 events among them are whole: the logger records them again, as of now",
            f"1 events are not whole. Unless the gateway still has them, they are lost: {ids(7)[0]}",
        ],
        ids(8),
        ids(1, 2, 3, 4, 5, 6),
        tuple(ids(7)),
    )


def test_damage_in_the_middle_costs_no_event_behind_it(data: Path, archive: Path) -> None:
    start, _ = body_of(data, 3)
    overwrite(data, start - 3, b"??")
    repaired(data, archive)

    assert ids_served(data) == ids(1, 2, 4, 5, 6, 7, 8)


def test_after_a_repair_the_statistics_count_what_is_there_and_nothing_that_is_gone(data: Path, archive: Path) -> None:
    start, _ = body_of(data, 1)  # which says where their tally begins
    overwrite(data, start - 3, b"??")
    repaired(data, archive)
    for file in list_salvaged(archive):  # else the logger would record it again
        file.unlink()
    with served(data) as redis:
        record(redis, 9)
        address = f"redis://127.0.0.1:{redis.connection_pool.connection_kwargs['port']}/0"
        with client_on(address, archive) as client:
            counted = client.get("/v1/stats").json()
            there = len(client.get("/v1/events").json()["events"])

    assert (there, counted["events"], counted["outcomes"]) == (8, 8, {"classified": 8})


def test_what_is_repaired_is_whole_and_a_second_repair_does_nothing(data: Path, archive: Path) -> None:
    overwrite(data, 500, b"\0" * 100)
    repaired(data, archive)
    again = repaired(data, archive)

    assert again == [f"Redis's append-only file in {data} is whole: nothing was done"]


def test_a_repaired_file_is_written_to_and_rewritten(data: Path, archive: Path) -> None:
    overwrite(data, 500, b"\0" * 100)
    repaired(data, archive)
    with served(data) as redis:
        redis.xadd("handdraw:log", {"e": "{}"})
        before = redis.xlen("handdraw:log")
        redis.bgrewriteaof()
        while redis.info("persistence")["aof_rewrite_in_progress"]:
            redis.ping()
    with served(data) as redis:
        after = redis.xlen("handdraw:log")

    assert after == before


def test_a_missing_manifest_costs_nothing(data: Path, archive: Path) -> None:
    (data / FOLDER / MANIFEST).unlink()
    said = repaired(data, archive)

    assert (said[0], said[-1], ids_served(data)) == (f"{MANIFEST} is missing", "No event is lost", ALL)


def test_a_missing_snapshot_leaves_what_came_after_it_and_says_that_nobody_can_count(data: Path, archive: Path) -> None:
    (data / FOLDER / "appendonly.aof.1.base.rdb").unlink()
    said = repaired(data, archive)

    loss = Acknowledged(archive).loss()
    assert (said[-1], ids_served(data), loss is not None) == (
        "More events may be lost: what is missing cannot be counted",
        ALL,
        True,
    )


def test_events_are_found_in_a_damaged_snapshot(data: Path, archive: Path) -> None:
    with served(data) as redis:
        redis.bgrewriteaof()
        while (
            redis.info("persistence")["aof_rewrite_in_progress"] or redis.info("persistence")["aof_rewrite_scheduled"]
        ):
            redis.ping()
    (snapshot,) = (data / FOLDER).glob("*.base.rdb")
    snapshot.write_bytes(snapshot.read_bytes()[:-20])
    repaired(data, archive)

    assert (ids_served(data), sorted(salvaged(archive))) == ([], ALL)


def test_a_missing_file_of_commands_leaves_a_redis_that_starts(data: Path, archive: Path) -> None:
    increment(data).unlink()
    repaired(data, archive)

    assert ids_served(data) == []


def test_what_is_acknowledged_and_comes_again_is_not_taken_for_lost(data: Path, archive: Path) -> None:
    archive.mkdir()
    found = examine(data)
    assert found
    acknowledged = Acknowledged(archive)
    acknowledged.note([found.last or ""])
    acknowledged.keep()
    start, _ = body_of(data, 7)
    overwrite(data, start - 1000, b"??")
    repaired(data, archive)
    repaired_file = examine(data)

    assert repaired_file
    assert (archive / "acknowledged").read_text() <= (repaired_file.last or "")


def test_what_a_repair_had_half_written_when_it_was_killed_is_not_taken_for_the_file(data: Path, archive: Path) -> None:
    (data / FOLDER / MANIFEST).unlink()
    start, _ = body_of(data, 7)
    overwrite(data, start - 3, b"\0")
    whole = increment(data).read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("handdraw_logger.repair._kept", half_of)
        with pytest.raises(KeyboardInterrupt):
            repaired(data, archive)
    untouched = increment(data).read_bytes() == whole
    repair(data, archive, list[str]().append, lambda: NOW + timedelta(seconds=1))

    assert (untouched, ids_served(data)) == (True, ids(1, 2, 3, 4, 5, 6))


def test_a_file_that_ends_before_what_was_acknowledged_has_lost_more_than_its_torn_end(
    data: Path, archive: Path
) -> None:
    archive.mkdir()
    found = examine(data)
    assert found
    (archive / "acknowledged").write_text(found.last or "")
    text = increment(data).read_bytes()
    increment(data).write_bytes(text[: text.rindex(b"MULTI", 0, body_of(data, 4)[0]) + 10])
    said = repaired(data, archive)

    loss = Acknowledged(archive).loss()
    assert (said[-1], loss and loss.upto, ids_served(data)) == (
        "More events may be lost: what is missing cannot be counted",
        found.last,
        ids(1, 2, 3),
    )


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_torn_a_real_redis_starts_with_what_the_repair_kept(data: Path, archive: Path, seed: int) -> None:
    chance = random.Random(seed)
    whole = increment(data).read_bytes()
    start, size = chance.randrange(len(whole)), chance.randrange(1, 3000)
    torn = whole[:start] + chance.choice([b"", bytes(64), chance.randbytes(200)])
    increment(data).write_bytes(torn + chance.choice([b"", whole[start + size :]]))
    repaired(data, archive)
    found = examine(data)

    assert found
    assert sorted(ids_served(data)) == sorted(found.ids)


def test_where_there_is_no_room_for_a_copy_nothing_is_touched(
    data: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overwrite(data, 500, b"\0" * 100)
    before = increment(data).read_bytes()
    monkeypatch.setattr("handdraw_logger.repair.SPARE_BYTES", 1 << 60)
    with pytest.raises(CannotRepair, match="make room"):
        repaired(data, archive)

    assert (increment(data).read_bytes() == before, list(data.glob("*before*"))) == (True, [])


def test_a_folder_that_a_redis_holds_is_not_touched(data: Path) -> None:
    with try_hold(data / LOCK), pytest.raises(CannotRepair, match="Redis runs on"), hold_folder(data, wait_s=0):
        pass


def test_two_repairs_wait_for_each_other(data: Path) -> None:
    with hold_folder(data), pytest.raises(CannotRepair), hold_folder(data, wait_s=0):
        pass


def test_the_command_says_what_it_did(
    data: Path, archive: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGGER_ARCHIVE_DIR", str(archive))
    codes: Sequence[int] = [main([str(data)]), main([str(data / "nowhere")])]
    said = capsys.readouterr()

    assert (codes, said.out, said.err) == (
        [0, 1],
        f"Redis's append-only file in {data} is whole: nothing was done\n",
        f"{data / 'nowhere'} is no folder\n",
    )
