import asyncio
import errno
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic_core import to_json
from redis import Redis

from handdraw_chassis.locks import try_hold
from handdraw_logger.archive.archive import Archive
from handdraw_logger.archive.segments import BLOCK_EVENTS, UNFINISHED, list_segments
from handdraw_logger.cursors import Place, Stretch, first_place_at, format_cursor, parse_cursor
from handdraw_logger.errors import ArchiveUnavailable
from handdraw_logger.hot.store import IDS, LABELS, LOG, Store
from handdraw_logger.hot.trimming import CHUNK
from handdraw_logger.log import Log
from handdraw_logger.records import KnownEvents, Record, StoredLabel
from handdraw_logger.roller import STEP_ROWS, Retention, Roller

from ..children import PATIENCE_S
from .archived_log import EVERYTHING, archive_in, roller_on
from .cloud_events import classified, event_id, incoming, label, record_at, refused
from .killed_roller import SEGMENT_EVENTS

pytestmark = pytest.mark.anyio

ALL = Stretch("(0-0", "+")
STEPS = ["written", "synced", "named", "indexed", "first trim", "last trim"]


async def ids_of(log: Log) -> list[str]:
    return [record.event["id"] for record in await log.read(ALL, 2_000)]


def count_hot(redis: Redis) -> tuple[int, int, int]:
    """Return how many events, ids and labels are in Redis."""
    return redis.xlen(LOG), int(redis.hlen(IDS)), int(redis.hlen(LABELS))


def run_killed_roller(step: str, redis_url: str, folder: Path) -> int:
    script = Path(__file__).with_name("killed_roller.py")
    return subprocess.run([sys.executable, str(script), redis_url, str(folder), step], check=False).returncode


@pytest.mark.parametrize("step", STEPS)
async def test_a_roller_that_is_killed_after_any_step_leaves_each_event_readable_once_and_known(
    step: str, store: Store, somewhere: str, redis: Redis, tmp_path: Path
) -> None:
    numbers = range(SEGMENT_EVENTS + 50)
    with archive_in(tmp_path) as before:
        await Log(store, before).append(incoming(*map(refused, numbers)))
    died = run_killed_roller(step, somewhere, tmp_path)
    with archive_in(tmp_path) as archive:
        log = Log(store, archive)
        found = await ids_of(log)
        again = await log.append(incoming(*map(refused, numbers)))
        with roller_on(somewhere, archive, Retention(0, 1, SEGMENT_EVENTS)) as roller:
            await asyncio.to_thread(roller.roll_due)
        later = await ids_of(log)

    ids = [event_id(number) for number in numbers]
    left = {"segments": len(list_segments(tmp_path)), "unfinished": (tmp_path / UNFINISHED).exists()}
    assert died == -signal.SIGKILL
    assert {"read after the kill": found, "read after the next turn": later} == {
        "read after the kill": ids,
        "read after the next turn": ids,
    }
    assert (set(again), count_hot(redis), left) == ({""}, (50, 50, 0), {"segments": 1, "unfinished": False})


class RollsOnceAsked(Archive):
    """Rolls after each of its answers, and so before the next question to Redis."""

    roller: Roller | None = None

    def find_known(self, ids: Sequence[str], drawings: Sequence[str]) -> KnownEvents:
        known = super().find_known(ids, drawings)
        self._roll()
        return known

    def read(self, first: Place, last: Place, count: int) -> tuple[list[Record], Place]:
        answer = super().read(first, last, count)
        self._roll()
        return answer

    def _roll(self) -> None:
        if self.roller:
            self.roller.roll_due()


@pytest.fixture
def roller(archive: Archive, somewhere: str) -> Iterator[Roller]:
    """A roller of everything, into segments of one event."""
    with roller_on(somewhere, archive, EVERYTHING) as roller:
        yield roller


@pytest.fixture
async def racing(store: Store, archive: Archive, roller: Roller) -> AsyncIterator[Log]:
    """A log with a drawing and a label in Redis, both of which are archived in the middle of the next call."""
    await Log(store, archive).append(incoming(classified(1), label(2, of=1, digit=4)))
    asked = RollsOnceAsked(archive.folder)
    asked.closed, asked.roller = None, roller
    yield Log(store, asked)
    asked.index.close()


async def test_what_is_rolled_while_a_batch_is_recorded_is_a_duplicate_all_the_same(racing: Log, redis: Redis) -> None:
    again = await racing.append(incoming(classified(1), refused(3), label(2, of=1, digit=4)))

    assert ([bool(cursor) for cursor in again], redis.xlen(LOG)) == ([False, True, False], 1)


async def test_a_label_that_is_rolled_while_the_next_is_recorded_is_the_one_that_this_replaces(racing: Log) -> None:
    await racing.append(incoming(label(3, of=1, digit=9)))
    drawing, before, after = await racing.read(ALL, 9)

    assert (drawing.label, after.replaces) == (
        StoredLabel(event_id(3), 9, after.cursor),
        StoredLabel(event_id(2), 4, before.cursor),
    )


async def test_what_is_rolled_while_the_log_is_read_is_read_once(racing: Log) -> None:
    assert await ids_of(racing) == [event_id(1), event_id(2)]


@pytest.mark.usefixtures("log_of_three")
async def test_of_two_rollers_one_has_its_turn(roller: Roller, archive: Archive) -> None:
    with try_hold(archive.lock) as ours:
        meanwhile = roller.roll_due()

    assert (ours, meanwhile, roller.roll_due()) == (True, 0, 3)


@pytest.fixture
async def log_of_three(store: Store, archive: Archive) -> Log:
    log = Log(store, archive)
    await log.append(incoming(classified(1), label(2, of=1, digit=4), refused(3)))
    return log


async def test_many_rollers_at_once_roll_each_event_once(
    log_of_three: Log, store: Store, archive: Archive, somewhere: str
) -> None:
    await log_of_three.append(incoming(*map(refused, range(10, 60))))
    with archive_in(archive.folder) as other:
        retention = Retention(0, 1, 5)
        with roller_on(somewhere, archive, retention) as one, roller_on(somewhere, other, retention) as two:
            made = [0, 0]
            while sum(made) < 10:
                turns = await asyncio.gather(asyncio.to_thread(one.roll_due), asyncio.to_thread(two.roll_due))
                made = [before + now for before, now in zip(made, turns, strict=True)]
        read = [await ids_of(Log(store, each)) for each in (archive, other)]

    assert read == [[event_id(number) for number in (1, 2, 3, *range(10, 60))]] * 2


async def test_redis_keeps_nothing_of_what_was_rolled_and_all_of_the_rest(
    log_of_three: Log, somewhere: str, archive: Archive, redis: Redis
) -> None:
    with roller_on(somewhere, archive, Retention(hot_events=1, hot_days=1, segment_events=2)) as roller:
        made = roller.roll_due()
    label_of_an_archived_drawing = await log_of_three.append(incoming(label(4, of=1, digit=5)))

    label_in_force = f"{event_id(4)}|5|{label_of_an_archived_drawing[0]}"
    assert (made, count_hot(redis)) == (1, (2, 2, 1))
    assert (redis.hkeys(IDS), redis.hgetall(LABELS)) == ([event_id(3), event_id(4)], {event_id(1): label_in_force})


async def test_as_many_events_stay_hot_as_are_to_and_segments_are_whole(
    store: Store, archive: Archive, somewhere: str, redis: Redis
) -> None:
    log, left = Log(store, archive), []
    with roller_on(somewhere, archive, Retention(hot_events=10, hot_days=1, segment_events=4)) as roller:
        for number in range(30):
            await log.append(incoming(refused(number)))
            roller.roll_due()
            left.append(redis.xlen(LOG))

    events = [segment.events for segment in archive.index.segments()]
    assert (max(left), left[-1], events) == (13, 10, [4] * 5)


@pytest.mark.usefixtures("log_of_three")
@pytest.mark.parametrize(("age_days", "hot"), [(1.9, 3), (2.1, 3), (2.3, 0)])
async def test_an_event_stays_hot_for_its_days_and_at_most_a_tenth_longer(
    archive: Archive, somewhere: str, redis: Redis, age_days: float, hot: int
) -> None:
    def now() -> datetime:
        return datetime.now(UTC) + timedelta(days=age_days)

    with roller_on(somewhere, archive, Retention(100, 2, 100), now=now) as roller:
        roller.roll_due()

    assert redis.xlen(LOG) == hot


async def test_a_redis_that_lost_the_log_gives_cursors_behind_the_archive(
    store: Store, archive: Archive, roller: Roller, redis: Redis
) -> None:
    """Even if its clock lies behind the archive's last cursor."""
    far = f"{10**13}-7"
    redis.xadd(LOG, {"e": to_json(refused(1))}, id=far)
    roller.roll_due()
    log, given = Log(store, archive), []
    for number in (2, 3):
        redis.flushall()
        if number == 3:
            roller.roll_due()  # before the first event comes
        given += await log.append(incoming(refused(1), refused(number)))

    assert (given, await ids_of(log)) == (["", f"{10**13}-8", "", f"{10**13}-8"], [event_id(1), event_id(3)])


@pytest.mark.usefixtures("log_of_three")
async def test_an_archive_that_ends_before_what_redis_let_go_of_is_refused(
    roller: Roller, store: Store, tmp_path: Path, somewhere: str
) -> None:
    roller.roll_due()
    said = []
    with archive_in(tmp_path / "another") as another, roller_on(somewhere, another, EVERYTHING) as its_roller:
        log = Log(store, another)
        for call in (
            log.append(incoming(refused(4))),
            log.read(ALL, 9),
            log.check(),
            asyncio.to_thread(its_roller.roll_due),
        ):
            with pytest.raises(ArchiveUnavailable) as caught:
                await call
            said.append(str(caught.value))

    assert set(said) == {
        f"The archive {tmp_path}/another ends before what Redis let go of: it is another log's, or an old copy"
    }


async def test_an_event_is_counted_once_while_it_is_rolled(
    store: Store, archive: Archive, somewhere: str, redis: Redis
) -> None:
    log, loop, counted = Log(store, archive), asyncio.get_running_loop(), list[tuple[str, int, int]]()

    def count(step: str) -> None:
        events = asyncio.run_coroutine_threadsafe(log.size(), loop).result(PATIENCE_S).events
        counted.append((step, redis.xlen(LOG), events))

    await log.append(incoming(*map(refused, range(SEGMENT_EVENTS + 50))))
    with roller_on(somewhere, archive, Retention(0, 1, SEGMENT_EVENTS), reached=count) as roller:
        await asyncio.to_thread(roller.roll_due)

    assert counted[-4:] == [("rows", 750, 750), ("indexed", 750, 750), ("trim", 250, 750), ("trim", 50, 750)]


async def test_an_empty_log_has_no_events_and_an_archived_one_all_of_its(
    store: Store, archive: Archive, somewhere: str
) -> None:
    log = Log(store, archive)
    sizes = [await log.size()]
    await log.append(incoming(refused(1), refused(2)))
    with roller_on(somewhere, archive, EVERYTHING) as roller:
        await asyncio.to_thread(roller.roll_due)
    sizes.append(await log.size())

    assert [(size.events, size.hot_events, size.archive.still_hot) for size in sizes] == [(0, 0, 0), (2, 0, 0)]


async def test_no_step_of_a_roll_keeps_others_waiting_for_more_than_some_hundred_events(
    store: Store, archive: Archive, somewhere: str, redis: Redis
) -> None:
    reached: list[str] = []
    await Log(store, archive).append(incoming(*map(refused, range(SEGMENT_EVENTS))))
    with roller_on(somewhere, archive, Retention(0, 1, SEGMENT_EVENTS), reached=reached.append) as roller:
        await asyncio.to_thread(roller.roll_due)

    assert (reached, redis.xlen(LOG), max(BLOCK_EVENTS, STEP_ROWS, CHUNK)) == (
        [*["block"] * 3, "written", "synced", "named", "rows", "indexed", "trim", "trim"],
        0,
        500,
    )


@pytest.mark.usefixtures("log_of_three")
async def test_a_full_disk_leaves_everything_in_redis(roller: Roller, archive: Archive, redis: Redis) -> None:
    (archive.folder / UNFINISHED).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        roller.roll_due()
    after = count_hot(redis), list_segments(archive.folder), (archive.folder / UNFINISHED).is_symlink()

    assert (caught.value.errno, after, roller.roll_due()) == (errno.ENOSPC, ((3, 3, 1), [], False), 3)


async def test_what_is_old_enough_is_deleted_and_no_duplicate_any_more(
    log_of_three: Log, store: Store, archive: Archive, somewhere: str, redis: Redis
) -> None:
    ahead = timedelta()
    with roller_on(
        somewhere, archive, Retention(0, 1, 1, delete_after_days=30), now=lambda: datetime.now(UTC) + ahead
    ) as roller:
        roller.roll_due()
        ahead = timedelta(days=29)
        roller.roll_due()
        kept = await ids_of(log_of_three)
        ahead = timedelta(days=31)
        later = format_cursor(first_place_at(datetime.now(UTC) + ahead))
        redis.xadd(LOG, {"e": to_json(refused(4))}, id=later)
        roller.roll_due()
        left = await ids_of(log_of_three), list_segments(archive.folder), await log_of_three.end()
        archive.index.file.unlink()
        with archive_in(archive.folder) as again:
            [cursor] = await Log(store, again).append(incoming(refused(3)))

    assert (len(kept), left) == (3, ([event_id(4)], [f"{later}_{later}.jsonl.gz"], later))
    assert parse_cursor(cursor) > parse_cursor(later)


@pytest.mark.usefixtures("log_of_three")
async def test_a_clock_that_jumps_ahead_deletes_nothing(archive: Archive, somewhere: str) -> None:
    def now() -> datetime:
        return datetime.now(UTC) + timedelta(days=3650)

    with roller_on(somewhere, archive, Retention(0, 1, 1, delete_after_days=30), now=now) as roller:
        roller.roll_due()
        roller.roll_due()

    assert len(list_segments(archive.folder)) == 3


async def test_a_part_of_the_archive_is_deleted_and_the_rest_stays(
    store: Store, archive: Archive, somewhere: str, redis: Redis
) -> None:
    old, young = f"{10**12}-1", await Log(store, archive).append(incoming(refused(2)))
    redis.delete(LOG)
    redis.xadd(LOG, {"e": to_json(refused(1))}, id=old)
    redis.xadd(LOG, {"e": to_json(refused(2))}, id=young[0])
    with roller_on(somewhere, archive, Retention(0, 1, 1, delete_after_days=30)) as roller:
        roller.roll_due()

    left = await Log(store, archive).read(ALL, 9)
    names = list_segments(archive.folder)
    assert (left, names) == ([record_at(young[0], refused(2))], [f"{young[0]}_{young[0]}.jsonl.gz"])


async def test_nothing_leaves_redis_for_an_archive_that_lacks_it_whatever_it_says_of_its_end(
    store: Store, archive: Archive, somewhere: str, tmp_path: Path, redis: Redis
) -> None:
    await Log(store, archive).append(incoming(classified(1), classified(2)))
    with archive_in(tmp_path / "another log's") as another:
        another.index.advance_end((10**13, 0))
        with (
            roller_on(somewhere, another, EVERYTHING) as roller,
            pytest.raises(ArchiveUnavailable, match="should hold, and does not"),
        ):
            roller.roll_due()

    assert (count_hot(redis), await ids_of(Log(store, archive))) == ((2, 2, 0), [event_id(1), event_id(2)])
