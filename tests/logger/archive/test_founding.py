"""Redis lists what an archive has, at its first start, after a loss, and where another way of running was before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic_core import to_json
from redis import Redis

from handdraw_chassis.buckets import Bucket
from handdraw_logger.archive.cache import Cache
from handdraw_logger.archive.segments import list_segments
from handdraw_logger.cursors import parse_cursor
from handdraw_logger.errors import ArchiveUnavailable, StoreUnavailable
from handdraw_logger.hot.lease import LEASE
from handdraw_logger.hot.manifest import MANIFEST
from handdraw_logger.hot.store import CHECKPOINT, LOG

from ..archived_log import archive_in, roller_on
from ..cloud_events import refused
from ..shared_log import THREES, Machine, Starts, ids, machine_in, record, roll, segments

pytestmark = pytest.mark.anyio


async def test_a_redis_that_lost_everything_lists_again_what_the_bucket_has(
    one: Machine, other: Machine, redis: Redis
) -> None:
    await record(one, 1, 2, 3, 4, 5, 6)
    await roll(one)
    redis.flushall()
    await roll(other)
    again = await record(one, 1, 2, 3, 7, 8, 9)
    await roll(one)

    assert again[:3] == [""] * 3
    assert await one.ids() == await other.ids() == ids(*range(1, 10))
    assert sorted(again[3:], key=parse_cursor) == again[3:]


async def test_a_redis_that_came_back_older_is_told_again(one: Machine, other: Machine, redis: Redis) -> None:
    await record(one, 1, 2, 3)
    await roll(one)
    await other.log.end()
    before = {key: redis.dump(key) for key in (MANIFEST, CHECKPOINT)}
    await record(one, 4, 5, 6)
    await roll(one)
    await other.log.end()
    for key, dumped in before.items():
        redis.restore(key, 0, dumped or b"", replace=True)
    await roll(other)

    assert redis.hlen(MANIFEST) - 2 == 2
    assert await one.ids() == await other.ids() == ids(*range(1, 7))
    assert await record(one, *range(1, 7)) == [""] * 6


async def test_the_archive_of_one_machine_becomes_that_of_all(
    start: Starts, somewhere: str, tmp_path: Path, bucket: Bucket
) -> None:
    with archive_in(tmp_path / "one") as archive, roller_on(somewhere, archive, THREES) as alone:
        async with machine_in(tmp_path / "one", somewhere, {}, THREES) as before:
            await record(before, 1, 2, 3, 4, 5, 6)
            alone.roll_due()
            await record(before, 7, 8, 9)
    async with start("one") as one, start("other") as other:
        await roll(other)

        assert await one.ids() == await other.ids() == ids(*range(1, 10))
    assert len(segments(bucket)) == 3


async def test_whoever_lists_what_the_bucket_has_stays_alone_however_long_it_takes(
    one: Machine, start: Starts, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    await record(one, *range(1, 10))
    await roll(one)
    redis.flushall()
    take, ends = Cache.take, list[str]()

    def take_long(cache: Cache, name: str) -> tuple[int, int]:
        ends.append(str(redis.hget(LEASE, "ends")))
        redis.hset(LEASE, "ends", 0)
        return take(cache, name)

    monkeypatch.setattr(Cache, "take", take_long)
    async with start("new") as new:
        found = await new.ids()

    assert (found, len(ends), "0" in ends) == (ids(*range(1, 10)), 3, False)


async def test_what_a_logger_has_indexed_it_lists_again_without_reading_it(
    one: Machine, redis: Redis, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    await record(one, 1, 2, 3)
    await roll(one)
    redis.flushall()
    monkeypatch.delattr(Cache, "take")
    await roll(one)

    assert (redis.hlen(MANIFEST) - 2, len(segments(bucket)), await one.ids()) == (1, 1, ids(1, 2, 3))


async def test_a_logger_without_the_address_rolls_nothing(
    one: Machine, somewhere: str, redis: Redis, tmp_path: Path
) -> None:
    await record(one, 1, 2, 3)
    with one.shelf.hold():
        pass
    with (
        archive_in(tmp_path / "alone") as archive,
        roller_on(somewhere, archive, THREES) as roller,
        pytest.raises(ArchiveUnavailable, match="set LOGGER_ARCHIVE_URL here, too"),
    ):
        roller.roll_due()
    with pytest.raises(StoreUnavailable, match="another logger rolls now"):
        one.window.trim(parse_cursor("9-0"))

    assert (redis.xlen(LOG), list_segments(tmp_path / "alone")) == (3, [])


async def test_segments_of_a_log_that_was_never_shared_are_refused(
    start: Starts, somewhere: str, redis: Redis, tmp_path: Path
) -> None:
    """A machine that had a log of its own joins, and forgets to clear its folder."""
    moment = int((datetime.now(UTC) + timedelta(days=5)).timestamp() * 1000)
    for number in (7, 8, 9):
        redis.xadd(LOG, {"e": to_json(refused(number)).decode()}, id=f"{moment}-{number}")
    with archive_in(tmp_path / "joins") as archive, roller_on(somewhere, archive, THREES) as alone:
        assert alone.roll_due() == 1
    redis.flushall()
    async with start("one") as one:
        await record(one, 1, 2, 3)
        await roll(one)
        with pytest.raises(ArchiveUnavailable, match="joins holds segments that"):
            async with start("joins"):
                pass

        assert (await one.ids(), redis.hlen(MANIFEST) - 2) == (ids(1, 2, 3), 1)


async def test_of_two_logs_in_one_place_the_one_that_came_first_keeps_its_events_in_redis(
    one: Machine, somewhere: str, shared: dict[str, object], redis: Redis, tmp_path: Path
) -> None:
    await record(one, 1, 2, 3)
    await roll(one)
    await record(one, 4, 5, 6)
    async with machine_in(tmp_path / "another", f"{somewhere.removesuffix('/0')}/1", shared, THREES):
        pass
    with pytest.raises(ArchiveUnavailable, match="is the archive of another log since"):
        await roll(one)

    assert (redis.xlen(LOG), await one.ids()) == (3, ids(*range(1, 7)))


async def test_the_archive_of_all_becomes_that_of_one_machine_again(
    start: Starts, somewhere: str, redis: Redis, tmp_path: Path, bucket: Bucket
) -> None:
    async with start("one") as one:
        await record(one, *range(1, 8))
        await roll(one)
    (tmp_path / "alone").mkdir()
    for name in segments(bucket):
        (tmp_path / "alone" / name).write_bytes(bucket.get(name))
    redis.delete(LEASE, MANIFEST)
    with archive_in(tmp_path / "alone") as archive, roller_on(somewhere, archive, THREES) as alone:
        async with machine_in(tmp_path / "alone", somewhere, {}, THREES) as again:
            await record(again, 8, 9)
            rolled = alone.roll_due()

            assert (rolled, await again.ids()) == (1, ids(*range(1, 10)))


async def test_the_archive_of_all_becomes_that_of_one_again(
    start: Starts, somewhere: str, tmp_path: Path, bucket: Bucket, redis: Redis
) -> None:
    async with start("one") as one:
        await record(one, 1, 2, 3, 4, 5, 6)
        await roll(one)
    (tmp_path / "alone").mkdir()
    for name in bucket.list():
        (tmp_path / "alone" / name).write_bytes(bucket.get(name))
    redis.delete(LEASE, MANIFEST)
    async with machine_in(tmp_path / "alone", somewhere, {}, THREES) as alone:
        again = await record(alone, 6, 7, 8, 9)
        await roll(alone)

        assert (again[0], redis.xlen(LOG), await alone.ids()) == ("", 0, ids(*range(1, 10)))


async def test_a_bucket_of_another_log_is_refused(start: Starts, redis: Redis) -> None:
    redis.set(CHECKPOINT, "1795509000500-0")

    with pytest.raises(ArchiveUnavailable, match="ends before what Redis let go of"):
        async with start("one"):
            pass
    assert not redis.exists(MANIFEST)
