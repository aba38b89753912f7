import os
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest
from redis import Redis

from handdraw_logger.acknowledged import Acknowledged
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.log import Log

from .cloud_events import event_id, incoming, refused

NOW = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
pytestmark = pytest.mark.anyio


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


async def test_a_log_that_holds_what_was_acknowledged_has_lost_nothing(log: Log, folder: Path) -> None:
    before = Acknowledged(folder)
    before.note(await log.append(incoming(refused(1), refused(2), refused(3))))
    before.note([""])
    before.keep()
    again = Acknowledged(folder)
    await again.compare(log)

    assert again.loss() is None


@pytest.mark.parametrize("segment_events", [None])
async def test_a_redis_that_comes_back_with_less_has_lost_events_until_an_operator_was_told(
    log: Log, folder: Path, redis: Redis
) -> None:
    before = Acknowledged(folder)
    [last] = await log.append(incoming(refused(1)))
    before.note([last])
    before.keep()
    redis.flushall()
    [end] = await log.append(incoming(refused(2)))
    after = Acknowledged(folder)
    await after.compare(log)
    after.note([end])
    after.keep()
    await after.compare(log)
    told = after.loss()
    (folder / "loss.json").unlink()

    assert told is not None
    assert (told.upto, told.end, after.loss()) == (last, end, None)


async def test_a_primary_that_was_cut_off_and_knows_less_is_no_loss(
    log: Log, folder: Path, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check() -> NoReturn:
        raise StoreUnavailable("Redis: 0 of 1 replicas have what was written, in time")

    monkeypatch.setattr(log, "check", check)
    acknowledged = Acknowledged(folder)
    acknowledged.note([f"{redis.time()[0] + 60}000-0"])
    acknowledged.keep()
    with pytest.raises(StoreUnavailable):
        await acknowledged.compare(log)

    assert (acknowledged.loss(), acknowledged.kept() is None) == (None, False)


@pytest.mark.parametrize("segment_events", [None])
async def test_what_was_lost_is_not_kept_as_acknowledged_again(log: Log, folder: Path, redis: Redis) -> None:
    acknowledged = Acknowledged(folder)
    acknowledged.note(await log.append(incoming(refused(1))))
    acknowledged.keep()
    redis.flushall()
    await acknowledged.compare(log)
    acknowledged.keep()

    assert (str(acknowledged.loss())[-11:], acknowledged.kept()) == ("it is empty", None)


async def test_what_a_repair_found_gone_is_said_until_it_has_come_again(log: Log, folder: Path) -> None:
    acknowledged = Acknowledged(folder)
    acknowledged.note_loss(None, [event_id(1), event_id(2)], NOW)
    await log.append(incoming(refused(1)))
    await acknowledged.compare(log)
    one = acknowledged.loss()
    await log.append(incoming(refused(2)))
    await acknowledged.compare(log)

    assert one is not None
    assert (one.ids, str(one), acknowledged.loss()) == (
        (event_id(2),),
        "1 events have not come again since a repair at 2026-11-26T20:30:00Z: loss.json names them",
        None,
    )


async def test_a_second_loss_does_not_hide_the_first(folder: Path) -> None:
    acknowledged = Acknowledged(folder)
    acknowledged.note_loss(None, [event_id(1)], NOW)
    acknowledged.note_loss(None, [event_id(2), event_id(1)], NOW)
    both = acknowledged.loss()

    assert both is not None
    assert both.ids == (event_id(1), event_id(2))


async def test_a_loss_that_nobody_can_count_is_said(folder: Path) -> None:
    acknowledged = Acknowledged(folder)
    acknowledged.note_loss(None, [], NOW)

    assert str(acknowledged.loss()) == "acknowledged events may be gone since a repair at 2026-11-26T20:30:00Z"


@pytest.mark.parametrize(
    ("end", "left"), [("1700000000000-0", "1700000000000-0"), ("1800000000000-0", "1795509000500-0"), (None, None)]
)
async def test_after_a_repair_the_log_ends_where_it_says(folder: Path, end: str | None, left: str | None) -> None:
    acknowledged = Acknowledged(folder)
    acknowledged.note(["1795509000500-0"])
    acknowledged.keep()
    acknowledged.forget_after(end)

    assert acknowledged.kept() == left


@pytest.mark.parametrize("left", [b"", b"\0\0\0", b"17955090", b"\xff"])
@pytest.mark.parametrize("segment_events", [None])
async def test_what_a_failing_disk_has_left_holds_up_nothing(log: Log, folder: Path, left: bytes) -> None:
    (folder / "acknowledged").write_bytes(left)
    acknowledged = Acknowledged(folder)
    await acknowledged.compare(log)
    acknowledged.note(await log.append(incoming(refused(1))))
    acknowledged.keep()
    await acknowledged.compare(log)

    assert acknowledged.loss() is None


def test_two_loggers_keep_it_in_one_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Acknowledged(folder), Acknowledged(folder)
    one.note(["1-0"])
    other.note(["2-0"])
    sync = os.fsync

    def sync_beside_the_other(_descriptor: int) -> None:
        monkeypatch.setattr(os, "fsync", sync)
        other.keep()

    monkeypatch.setattr(os, "fsync", sync_beside_the_other)
    one.keep()

    assert other.kept() in {"1-0", "2-0"}
