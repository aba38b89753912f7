"""Several loggers, each on a machine of its own, with one Redis and one archive: a real bucket, or a folder."""

import asyncio
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest
from pydantic_core import to_json
from redis import Redis

from handdraw_chassis.buckets import Bucket, BucketSettings, open_bucket
from handdraw_logger import log, opening
from handdraw_logger.archive.segments import list_segments
from handdraw_logger.errors import ArchiveUnavailable, SegmentDamaged, StoreUnavailable
from handdraw_logger.following import Following
from handdraw_logger.hot.lease import LEASE
from handdraw_logger.hot.manifest import MANIFEST
from handdraw_logger.hot.store import LOG
from handdraw_logger.records import KnownEvents
from handdraw_logger.roller import Retention, Roller

from ..cloud_events import classified, event_id, incoming, label, refused
from ..shared_log import ALL, THREES, Machine, Starts, ids, record, roll, segments

pytestmark = pytest.mark.anyio


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
