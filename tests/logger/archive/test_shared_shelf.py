"""Several loggers, each on a machine of its own, with one Redis and one archive: a real bucket, or a folder."""

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from pydantic_core import to_json
from redis import Redis

from handdraw_chassis.buckets import Bucket, BucketSettings, open_bucket
from handdraw_logger import log, opening
from handdraw_logger.archive.cache import Cache
from handdraw_logger.archive.segments import list_segments, parse_name
from handdraw_logger.cursors import parse_cursor
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged, StoreUnavailable
from handdraw_logger.following import Following
from handdraw_logger.hot.lease import LEASE
from handdraw_logger.hot.manifest import MANIFEST
from handdraw_logger.hot.store import CHECKPOINT, LOG
from handdraw_logger.records import KnownEvents
from handdraw_logger.roller import Retention, Roller
from tests.buckets import S3, s3_server

from ..archived_log import archive_in, roller_on
from ..cloud_events import classified, event_id, incoming, label, refused
from ..shared_log import ALL, Machine, machine_in

pytestmark = pytest.mark.anyio

THREES = Retention(hot_events=0, hot_days=1, segment_events=3)
NOTHING_DUE = Retention(hot_events=1_000, hot_days=1, segment_events=1_000)
Starts = Callable[..., AbstractAsyncContextManager[Machine]]


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(params=["bucket", "folder"])
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, object]:
    """The settings that say where the archive is."""
    if request.param == "folder":
        (tmp_path / "shared").mkdir()
        return {"archive_url": f"file://{tmp_path / 'shared'}"}
    server: S3 = request.getfixturevalue("s3")
    server.empty()
    return {
        "archive_url": server.url("log"),
        "bucket_endpoint": server.endpoint,
        "bucket_credentials_file": server.credentials,
    }


@pytest.fixture
def bucket(shared: dict[str, object]) -> Bucket:
    given = {name: value for name, value in shared.items() if name.startswith("bucket_")}
    return open_bucket(str(shared["archive_url"]), BucketSettings.model_validate(given))


@pytest.fixture
def start(tmp_path: Path, somewhere: str, shared: dict[str, object]) -> Starts:
    """Starts a machine: its name, and what it retains."""

    def start(name: str, retention: Retention = THREES, **given: object) -> AbstractAsyncContextManager[Machine]:
        return machine_in(tmp_path / name, somewhere, shared | given, retention)

    return start


@pytest.fixture
async def one(start: Starts) -> AsyncIterator[Machine]:
    async with start("one") as machine:
        yield machine


@pytest.fixture
async def other(start: Starts) -> AsyncIterator[Machine]:
    async with start("other") as machine:
        yield machine


def segments(bucket: Bucket) -> list[str]:
    return [name for name in bucket.list() if parse_name(name)]


def ids(*numbers: int) -> list[str]:
    return list(map(event_id, numbers))


async def record(machine: Machine, *numbers: int) -> list[str]:
    return await machine.log.append(incoming(*map(refused, numbers)))


async def roll(machine: Machine) -> int:
    return await asyncio.to_thread(machine.roller.roll_due)


async def test_what_one_has_rolled_every_other_reads_knows_and_counts(
    one: Machine, other: Machine, redis: Redis
) -> None:
    events = [classified(1), refused(2), label(3, of=1, digit=4), refused(4)]
    await one.log.append(incoming(*events))
    rolled = await roll(one)
    found = await other.log.find(event_id(1))
    counts, _ = await other.log.count_archived(ALL)

    assert (rolled, redis.xlen(LOG)) == (1, 1)
    assert await other.ids() == ids(1, 2, 3, 4)
    assert await other.log.append(incoming(*events)) == [""] * 4
    assert found
    assert found.label
    assert (found.event["id"], found.label.digit) == (event_id(1), 4)
    assert (await other.log.end(), (await other.log.size()).events) == (await one.log.end(), 4)
    assert counts == (await one.log.count_archived(ALL))[0]


async def test_who_learns_of_it_while_recording_records_each_event_once(
    one: Machine, other: Machine, redis: Redis
) -> None:
    await record(one, 1, 2, 3)
    await roll(one)
    again = await record(other, 1, 2, 3, 4)

    assert (again[:3], redis.xlen(LOG), await one.ids()) == ([""] * 3, 1, ids(1, 2, 3, 4))


async def test_however_often_another_rolls_meanwhile_nobody_is_sent_away(
    one: Machine, other: Machine, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_known, numbers = other.shelf.archive.find_known, iter(range(2, 32))

    def find_known_meanwhile(*given: Sequence[str]) -> KnownEvents:
        known = find_known(*given)
        for number in islice(numbers, 3):
            redis.xadd(LOG, {"e": to_json(refused(number)).decode()})
        one.roller.roll_due()
        return known

    monkeypatch.setattr(other.shelf.archive, "find_known", find_known_meanwhile)
    (cursor,) = await record(other, 1)

    assert (await other.ids())[-1:] == ids(1)
    assert await one.log.end() == cursor


async def test_a_new_machine_reads_all_and_rolls_on(one: Machine, start: Starts) -> None:
    await record(one, 1, 2, 3, 4, 5, 6, 7)
    await roll(one)
    async with start("new") as new:
        found = await new.ids()
        await record(new, 8, 9)
        rolled = await roll(new)

        assert (found, rolled) == (ids(*range(1, 8)), 1)
        assert await new.ids() == await one.ids() == ids(*range(1, 10))


async def test_what_a_roller_that_slept_brings_late_counts_for_nothing(
    one: Machine, other: Machine, redis: Redis, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While its segment is on its way the lease ends, and another rolls."""
    await record(one, 1, 2, 3, 4, 5, 6)
    cache = one.shelf.archive.cache
    assert cache
    publish = cache.publish

    def publish_late(name: str) -> None:
        redis.hset(LEASE, "ends", 0)
        assert other.roller.roll_due() == 2
        publish(name)

    monkeypatch.setattr(cache, "publish", publish_late)
    with pytest.raises(StoreUnavailable, match="another logger rolls now"):
        await roll(one)
    monkeypatch.undo()
    await roll(one)

    assert await one.ids() == await other.ids() == ids(1, 2, 3, 4, 5, 6)
    assert (len(segments(bucket)), redis.hlen(MANIFEST) - 2, redis.xlen(LOG)) == (3, 2, 0)


async def test_who_was_not_alone_since_its_last_step_begins_anew(one: Machine, other: Machine, redis: Redis) -> None:
    """The lease is free again: but what it knew of the archive's end is true no more."""
    await record(one, *range(1, 10))
    rolls_one = Roller(other.shelf, other.window, Retention(hot_events=3, hot_days=1, segment_events=3))

    def reached(step: str) -> None:
        if step == "trim" and redis.xlen(LOG) == 6:
            redis.hset(LEASE, "ends", 0)
            assert rolls_one.roll_due() == 1

    with pytest.raises(ArchiveUnavailable, match="Another logger rolls now"):
        await asyncio.to_thread(Roller(one.shelf, one.window, THREES, reached=reached).roll_due)

    assert await record(one, 4, 5, 6) == [""] * 3
    assert await one.ids() == await other.ids() == ids(*range(1, 10))


async def test_what_was_read_from_a_primary_that_another_replaced_is_not_listed(
    one: Machine, redis: Redis, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a segment is on its way its primary dies. The next one has the first event, and recorded another since."""
    cursors = await record(one, 1, 2, 3)
    cache = one.shelf.archive.cache
    assert cache
    publish = cache.publish

    def publish_meanwhile(name: str) -> None:
        publish(name)
        redis.delete(LOG)
        for number, cursor in ((1, cursors[0]), (4, cursors[1])):
            redis.xadd(LOG, {"e": to_json(refused(number)).decode()}, id=cursor)

    with monkeypatch.context() as dying:
        dying.setattr(cache, "publish", publish_meanwhile)
        with pytest.raises(StoreUnavailable, match="lacks events that were to be rolled"):
            await roll(one)
    await record(one, 5)
    await roll(one)

    assert (await one.ids(), redis.hlen(MANIFEST) - 2, len(segments(bucket))) == (ids(1, 4, 5), 1, 2)


async def test_who_slept_trims_nothing_either(
    one: Machine, other: Machine, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    await record(one, 1, 2, 3)
    keep = one.shelf.keep

    def keep_and_sleep(*given: object) -> None:
        keep(*given)  # type: ignore[arg-type]
        redis.hset(LEASE, "ends", 0)
        with other.shelf.hold() as ours:
            assert ours

    monkeypatch.setattr(one.shelf, "keep", keep_and_sleep)
    with pytest.raises(StoreUnavailable, match="another logger rolls now"):
        await roll(one)
    hot = redis.xlen(LOG)
    await roll(other)

    assert (hot, redis.xlen(LOG)) == (3, 0)
    assert await one.ids() == await other.ids() == ids(1, 2, 3)


STEPS = ["written", "named", "published", "listed", "indexed", "first trim", "last trim"]


@pytest.mark.parametrize("step", STEPS)
async def test_a_roller_that_dies_after_any_step_leaves_each_event_readable_once_and_known(
    step: str, start: Starts, other: Machine, somewhere: str, shared: dict[str, object], redis: Redis, tmp_path: Path
) -> None:
    numbers = range(750)  # a segment of killed_roller.py, and some more
    await other.log.append(incoming(*map(refused, numbers)))
    script = Path(__file__).parent.parent / "killed_roller.py"
    given = [f"{name}={value}" for name, value in shared.items()]
    command = [sys.executable, str(script), somewhere, str(tmp_path / "dead"), step, *given]
    died = await asyncio.to_thread(subprocess.run, command, check=False)
    read = await other.ids()
    again = await other.log.append(incoming(*map(refused, numbers)))
    redis.hset(LEASE, "ends", 0)
    async with start("revived", Retention(0, 1, 700)) as revived:
        await roll(revived)
        later = [await revived.ids(), await other.ids()]

    expected = ids(*numbers)
    assert died.returncode == -signal.SIGKILL
    assert (read == expected, set(again), [found == expected for found in later]) == (True, {""}, [True, True])
    assert (redis.xlen(LOG), redis.hlen(MANIFEST) - 2) == (50, 1)


async def test_of_many_who_roll_at_once_each_event_comes_once(start: Starts, redis: Redis) -> None:
    async with start("a") as a, start("b") as b, start("c") as c:
        machines = [a, b, c]
        numbers = range(150)
        for first in numbers[::5]:
            await record(machines[first // 5 % 3], *range(first, first + 5))
            await asyncio.gather(*map(roll, machines), return_exceptions=True)
        await asyncio.gather(*map(roll, machines), return_exceptions=True)

        assert [await machine.ids() for machine in machines] == [ids(*numbers)] * 3
        assert redis.hlen(MANIFEST) > 40


async def test_while_the_archive_is_away_events_stay_in_redis(
    one: Machine, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    await record(one, 1, 2, 3)
    cache = one.shelf.archive.cache
    assert cache
    nowhere = open_bucket("file:///nowhere", BucketSettings())
    with monkeypatch.context() as away:
        away.setattr(cache, "_bucket", nowhere)
        with pytest.raises(ArchiveUnavailable, match="file:///nowhere: "):
            await roll(one)
    left = redis.xlen(LOG), await one.ids(), list_segments(one.folder)
    rolled = await roll(one)

    assert (left, rolled, redis.xlen(LOG)) == ((3, ids(1, 2, 3), []), 1, 0)
    assert await one.ids() == ids(1, 2, 3)


async def test_a_logger_that_cannot_read_what_was_rolled_says_so_in_time(
    one: Machine, other: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await record(one, 1, 2, 3)
    await roll(one)
    answering = threading.Event()

    def hang() -> None:
        answering.wait(10)

    monkeypatch.setattr(log, "CHECK_S", 0.05)
    monkeypatch.setattr(other.log, "_following", Following(hang))
    try:
        with pytest.raises(ArchiveUnavailable, match="What another logger has rolled has not been read yet"):
            await other.log.check()
    finally:
        answering.set()


async def test_what_a_bucket_has_forgotten_comes_back_from_a_machine_that_has_a_copy(
    one: Machine, start: Starts, bucket: Bucket
) -> None:
    await record(one, 1, 2, 3)
    await roll(one)
    (name,) = segments(bucket)
    bucket.delete(name)
    async with start("new") as new:
        faults = dict(new.shelf.archive.faults)
        with pytest.raises(SegmentDamaged, match="lacks what it should hold"):
            await new.ids()
        one.shelf.verify(threading.Event())
        new.shelf.verify_damaged()

        assert (list(faults), new.shelf.archive.faults, segments(bucket)) == ([name], {}, [name])
        assert (await new.ids(), await record(new, 1, 2, 3)) == (ids(1, 2, 3), [""] * 3)


async def test_where_nothing_lies_nothing_is_put(one: Machine, bucket: Bucket) -> None:
    """It may be a folder that is not mounted."""
    await record(one, 1, 2, 3)
    await roll(one)
    for name in bucket.list():
        bucket.delete(name)
    for look in (lambda: one.shelf.verify(threading.Event()), one.roller.roll_due):
        await record(one, 4, 5, 6)
        with pytest.raises(ArchiveUnavailable, match="is not mounted, or was emptied"):
            await asyncio.to_thread(look)

    assert (dict(bucket.list()), await one.ids()) == ({}, ids(*range(1, 7)))


async def test_what_was_forged_or_cut_short_is_damage(one: Machine, start: Starts, bucket: Bucket) -> None:
    await record(one, 1, 2, 3, 4, 5, 6)
    await roll(one)
    cut, forged = segments(bucket)
    bucket.put(cut, bucket.get(cut)[:-9])
    bucket.put(forged, bucket.get(cut))
    async with start("new") as new:
        faults = new.shelf.archive.faults

    assert {name: "holds other bytes than were written" in why for name, why in faults.items()} == {
        cut: True,
        forged: True,
    }


async def test_a_machine_keeps_no_more_copies_than_it_may(
    one: Machine, start: Starts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MB", 1_000)
    events = [classified(number) for number in range(60)]
    await one.log.append(incoming(*events))
    await roll(one)
    async with start("small", archive_cache_mb=2) as small:
        read = [await small.ids() for _ in range(2)]
        kept = sum((small.folder / name).stat().st_size for name in list_segments(small.folder))

    assert (read, 0 < kept <= 2_000) == ([ids(*range(60))] * 2, True)


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


async def test_what_is_deleted_for_its_age_is_gone_for_all(
    start: Starts, other: Machine, bucket: Bucket, redis: Redis
) -> None:
    keep = Retention(hot_events=0, hot_days=1, segment_events=3, delete_after_days=2)
    async with start("one") as one:
        cursors = await record(one, 1, 2, 3)
        await roll(one)
        found = await other.ids()
        bucket.put("1-0_2-0_1.jsonl.gz", b"what a roller that died has left")
        moment = datetime.now(UTC) + timedelta(days=5)
        for number in (4, 5, 6):
            body = to_json(refused(number)).decode()
            redis.xadd(LOG, {"e": body}, id=f"{int(moment.timestamp() * 1000)}-{number}")
        await asyncio.to_thread(Roller(one.shelf, one.window, keep, lambda: moment).roll_due)

        assert (found, await one.ids(), await other.ids()) == (ids(1, 2, 3), ids(4, 5, 6), ids(4, 5, 6))
    assert (len(segments(bucket)), len(list_segments(other.folder))) == (1, 1)
    assert await other.log.holds(cursors[0])
    assert other.shelf.archive.faults == {}


async def test_a_page_whose_segment_is_deleted_meanwhile_goes_on_behind_it(
    one: Machine, other: Machine, redis: Redis
) -> None:
    moment = datetime.now(UTC) + timedelta(days=5)
    await record(one, 1, 2, 3)
    for number in (4, 5, 6):
        redis.xadd(LOG, {"e": to_json(refused(number)).decode()}, id=f"{int(moment.timestamp() * 1000)}-{number}")
    await roll(one)
    before = await other.ids()
    for name in list_segments(other.folder):
        (other.folder / name).unlink()
    keep = Retention(hot_events=0, hot_days=1, segment_events=3, delete_after_days=2)
    await asyncio.to_thread(Roller(one.shelf, one.window, keep, lambda: moment).roll_due)

    assert (before, await other.ids()) == (ids(*range(1, 7)), ids(4, 5, 6))
    assert other.shelf.archive.faults == {}
