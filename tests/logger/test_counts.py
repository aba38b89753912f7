import asyncio
import random
from collections import Counter
from itertools import product
from typing import Any

import pytest
from redis import Redis

from handdraw_contracts.log import LogStatistics
from handdraw_logger.archive.archive import Archive
from handdraw_logger.counts import count_events
from handdraw_logger.cursors import Stretch
from handdraw_logger.hot.store import TALLIES, TALLY, Store
from handdraw_logger.log import Log
from handdraw_logger.reading import CHUNK, read_chunks
from handdraw_logger.records import Record
from handdraw_logger.roller import Retention

from .archived_log import RolledLog, roller_on
from .cloud_events import Json, classified, incoming, label, refused

pytestmark = pytest.mark.anyio

ALL = Stretch("(0-0", "+")
EMPTY = LogStatistics(events=0, outcomes={}, digits={}, codes={}, labels=0, unmatched_labels=0, first=None, last=None)


@pytest.fixture(params=[None, 100, CHUNK + 3], ids=["hot", "partly archived", "archived in large segments"])
def segment_events(request: pytest.FixtureRequest) -> int | None:
    events: int | None = request.param
    return events


async def count_one_by_one(log: Log, stretch: Stretch) -> LogStatistics:
    """Count what is read, joined."""
    records = [record async for chunk in read_chunks(log, stretch) for record in chunk]
    drawings = [record.event["data"] for record in records if not record.is_label]
    columns = {
        name: Counter(str(data[key]) for data in drawings if data.get(key) is not None)
        for name, key in (("outcomes", "outcome"), ("digits", "digit"), ("codes", "code"))
    }
    labels = [record for record in records if record.is_label]
    return LogStatistics(
        events=len(records),
        **columns,
        labels=len(labels),
        unmatched_labels=sum(record.read is None for record in labels),
        first=records[0].cursor if records else None,
        last=records[-1].cursor if records else None,
    )


class Unread(Log):
    """A log of which no event is read one by one."""

    async def read_alone(self, stretch: Stretch, count: int) -> list[Record]:
        raise AssertionError((stretch, count))


def some_events(first: int, count: int) -> list[Json]:
    """Return drawings of all kinds, and labels of some that are there, some that come later, and some that never do."""
    chance = random.Random(first)
    return [
        chance.choice(
            [
                classified(number, digit=chance.randrange(10)),
                refused(number, f"code_{chance.randrange(4)}"),
                refused(number, "engine_timeout", "failed"),
                label(number, of=chance.randrange(2 * number + 1), digit=3),
            ]
        )
        for number in range(first, first + count)
    ]


async def test_statistics_equal_an_independent_count(log: Log) -> None:
    drawings = [classified(number, digit=number % 7) for number in range(1, CHUNK)]
    refusals = [refused(2_000 + number, code=f"code_{number % 3}") for number in range(20)]
    failures = [refused(3_000 + number, "engine_timeout", "failed") for number in range(5)]
    labels = [label(4_000 + number, of=number, digit=1) for number in range(1, 11)]
    unmatched = [label(5_000 + number, of=9_000 + number, digit=1) for number in range(4)]
    first = await log.append(incoming(*drawings))
    last = await log.append(incoming(*refusals, *failures, *labels, *unmatched))

    assert await count_events(log, ALL) == LogStatistics(
        events=len(first) + len(last),
        outcomes={"classified": len(drawings), "refused": 20, "failed": 5},
        digits=Counter(str(number % 7) for number in range(1, CHUNK)),
        codes={"code_0": 7, "code_1": 7, "code_2": 6, "engine_timeout": 5},
        labels=14,
        unmatched_labels=4,
        first=first[0],
        last=last[-1],
    )


async def test_statistics_count_their_stretch_alone(log: Log) -> None:
    made = await log.append(incoming(classified(1), refused(2), refused(3), classified(4)))
    counted = await count_events(log, Stretch(f"({made[0]}", made[2]))

    assert (counted.outcomes, counted.first, counted.last) == ({"refused": 2}, made[1], made[2])


async def test_statistics_of_nothing_are_zero(log: Log) -> None:
    assert await count_events(log, ALL) == EMPTY


@pytest.mark.parametrize("segment_events", [None, 700, 1_100], ids=["hot", "two segments", "a segment"])
async def test_every_stretch_counts_as_its_events_do_one_by_one(log: Log) -> None:
    number, cursors = 0, list[str]()
    for size in (1, 499, 3, 600, 2, 20):
        cursors += await log.append(incoming(*some_events(number, size)))
        number += size
    ends = [cursors[place] for place in (0, 499, 503, 1_102, number - 1)]
    stretches = [Stretch(f"({after}", upto) for after, upto in product(["0-0", *ends], [*ends, "+"])]
    stretches += [Stretch(since, f"({until}") for since, until in product(ends[1:], ends[1:])]
    found = [await count_events(log, stretch) for stretch in stretches]

    assert found == [await count_one_by_one(log, stretch) for stretch in stretches]


async def test_no_event_is_read_for_what_has_tallies(store: Store, archive: Archive) -> None:
    log = Log(store, archive)
    for number in range(0, 1_200, 300):
        await log.append(incoming(*some_events(number, 300)))

    assert await count_events(Unread(store, archive), ALL) == await count_one_by_one(log, ALL)


@pytest.mark.parametrize("segment_events", [None])
async def test_a_log_from_before_there_were_tallies_is_counted_and_goes_on_with_them(log: Log, redis: Redis) -> None:
    await log.append(incoming(*some_events(0, 700)))
    redis.delete(TALLIES, TALLY)
    before = await count_events(log, ALL)
    await log.append(incoming(*some_events(700, 700)))

    assert (before.events, await count_events(log, ALL), redis.xlen(TALLIES)) == (
        700,
        await count_one_by_one(log, ALL),
        1,
    )


@pytest.mark.parametrize("segment_events", [None])
async def test_what_a_logger_without_tallies_recorded_in_between_is_counted(log: Log, redis: Redis) -> None:
    await log.append(incoming(*some_events(0, 20)))
    kept = redis.dump(TALLY) or b""
    await log.append(incoming(*some_events(20, 20)))
    redis.restore(TALLY, 0, kept, replace=True)
    between = await count_events(log, ALL)
    for number in range(40, 1_200, 290):
        await log.append(incoming(*some_events(number, 290)))

    assert (between.events, await count_events(log, ALL)) == (40, await count_one_by_one(log, ALL))


async def test_two_loggers_on_one_redis_agree_however_they_take_turns(
    store: Store, archive: Archive, somewhere: str
) -> None:
    retention = Retention(hot_events=300, hot_days=1, segment_events=170)
    with roller_on(somewhere, archive, retention) as roller:
        two = Log(store, archive), RolledLog(store, archive, roller)
        for number in range(0, 900, 30):
            await asyncio.gather(*(two[half].append(incoming(*some_events(number + 15 * half, 15))) for half in (0, 1)))
        counted = [await count_events(log, ALL) for log in two]

    assert counted == [await count_one_by_one(two[0], ALL)] * 2


async def test_what_is_rolled_while_it_is_counted_counts_once(store: Store, archive: Archive, somewhere: str) -> None:
    log = Log(store, archive)
    for number in range(0, 1_200, 400):
        await log.append(incoming(*some_events(number, 400)))
    retention = Retention(hot_events=0, hot_days=1, segment_events=650)

    class Rolling(Log):
        async def tallies(self, stretch: Stretch) -> list[Any]:
            with roller_on(somewhere, archive, retention) as roller:
                await asyncio.to_thread(roller.roll_due)
            return await super().tallies(stretch)

    counted = await count_events(Rolling(store, archive), ALL)

    assert counted == await count_one_by_one(log, ALL)


@pytest.mark.parametrize("segment_events", [None])
async def test_what_is_recorded_while_it_is_counted_is_for_the_next(log: Log, store: Store, archive: Archive) -> None:
    await log.append(incoming(*some_events(0, 100)))
    before = await count_one_by_one(log, ALL)

    class Growing(Log):
        async def tallies(self, stretch: Stretch) -> list[Any]:
            await log.append(incoming(*map(refused, range(100, 200))))
            return await super().tallies(stretch)

    assert await count_events(Growing(store, archive), ALL) == before
