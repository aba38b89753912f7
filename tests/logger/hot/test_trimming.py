"""The hot window as the roller sees it, on a real Redis."""

from collections.abc import Callable, Iterator, Sequence

import pytest
from redis import Redis

from handdraw_logger.cursors import BEGINNING, Place, Stretch, format_cursor, parse_cursor
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.connection import connect_blocking
from handdraw_logger.hot.store import CHECKPOINT, IDS, LABELS, LOG, Store
from handdraw_logger.hot.trimming import CHUNK, HotWindow
from handdraw_logger.records import KnownEvents, Record, Trace

from ..cloud_events import Json, classified, event_id, incoming, label, refused

pytestmark = pytest.mark.anyio

NOTHING = KnownEvents(BEGINNING)


@pytest.fixture
def window(somewhere: str) -> Iterator[HotWindow]:
    with connect_blocking(somewhere, None, timeout_s=5) as redis:
        yield HotWindow(redis)


async def record(store: Store, *events: Json, known: KnownEvents = NOTHING) -> list[Place]:
    cursors = await store.append(incoming(*events), known)
    assert cursors is not None
    return list(map(parse_cursor, cursors))


def ids_of(records: Sequence[Record]) -> list[str]:
    return [one.event["id"] for one in records]


@pytest.mark.parametrize(
    "call",
    [
        HotWindow.length,
        HotWindow.oldest,
        HotWindow.checkpoint,
        lambda window: window.read(BEGINNING, "+", 1),
        lambda window: window.trim((1, 0)),
    ],
    ids=["length", "oldest", "checkpoint", "read", "trim"],
)
def test_a_redis_that_is_down_makes_every_method_say_so(call: Callable[[HotWindow], object], nowhere: str) -> None:
    with (
        connect_blocking(nowhere, None, timeout_s=5) as redis,
        pytest.raises(StoreUnavailable, match="Redis: Error 111"),
    ):
        call(HotWindow(redis))


def test_an_empty_window_has_no_oldest_event_and_no_checkpoint(window: HotWindow) -> None:
    assert (window.length(), window.oldest(), window.checkpoint()) == (0, None, BEGINNING)


async def test_a_window_is_read_behind_a_place_up_to_an_end_and_no_further_than_asked(
    window: HotWindow, store: Store
) -> None:
    places = await record(store, *map(refused, range(5)))
    end = format_cursor(places[3])
    read = [
        window.read(BEGINNING, "+", 9),
        window.read(places[0], end, 9),
        window.read(places[0], f"({end}", 9),
        window.read(places[0], "+", 2),
        window.read(places[4], "+", 9),
    ]

    assert [ids_of(records) for records in read] == [
        [event_id(number) for number in numbers] for numbers in (range(5), [1, 2, 3], [1, 2], [1, 2], [])
    ]


async def test_what_is_trimmed_takes_its_ids_and_its_labels_along_and_the_rest_stays(
    window: HotWindow, store: Store, redis: Redis
) -> None:
    places = await record(store, classified(1), label(2, of=1, digit=4), refused(3), label(4, of=9, digit=5))
    window.trim(places[2])

    assert (ids_of(window.read(BEGINNING, "+", 9)), window.oldest()) == ([event_id(4)], places[3])
    assert (redis.hkeys(IDS), redis.hkeys(LABELS)) == ([event_id(4)], [event_id(9)])
    assert redis.get(CHECKPOINT) == format_cursor(places[2])


async def test_a_label_that_a_later_one_replaced_leaves_the_later_one_in_force(window: HotWindow, store: Store) -> None:
    places = await record(store, classified(1), label(2, of=1, digit=4), label(3, of=1, digit=9))
    window.trim(places[1])
    labels = await store.find_labels([event_id(1)])

    assert {drawing: (found.event_id, found.digit) for drawing, found in labels.items()} == {
        event_id(1): (event_id(3), 9)
    }


async def test_a_window_is_trimmed_in_chunks_each_of_which_is_checked_first(
    window: HotWindow, store: Store, redis: Redis
) -> None:
    places = await record(store, *map(refused, range(CHUNK + 20)))
    seen: list[tuple[int, int]] = []
    window.trim(places[-11], lambda records: seen.append((len(records), redis.xlen(LOG))))

    assert (seen, window.length()) == ([(CHUNK, CHUNK + 20), (10, 20), (0, 10)], 10)


async def test_what_is_known_is_trimmed_in_chunks_without_being_read_again(
    window: HotWindow, store: Store, redis: Redis
) -> None:
    drawings = [classified(0), label(1, of=0, digit=4), label(2, of=0, digit=5), *map(refused, range(3, CHUNK + 20))]
    places = await record(store, *drawings)
    traces = [Trace(format_cursor(place), event_id(number)) for number, place in enumerate(places)]
    traces[1:3] = [trace._replace(labelled=event_id(0)) for trace in traces[1:3]]
    redis.config_resetstat()
    left: list[int] = []
    window.trim_known(places[-11], traces[:-10], lambda: left.append(redis.xlen(LOG)))

    hot = redis.xlen(LOG), int(redis.hlen(IDS)), int(redis.hlen(LABELS))
    assert (left, hot, window.checkpoint()) == ([20, 10], (10, 10, 0), places[-11])
    assert "cmdstat_xrange" not in redis.info("commandstats")


async def test_what_the_check_refuses_stays_and_moves_no_checkpoint(
    window: HotWindow, store: Store, redis: Redis
) -> None:
    def refuse(_: Sequence[Record]) -> None:
        raise ValueError("not these")

    places = await record(store, classified(1), label(2, of=1, digit=4))
    with pytest.raises(ValueError, match="not these"):
        window.trim(places[-1], refuse)

    assert (window.length(), redis.hlen(IDS), window.checkpoint()) == (2, 2, BEGINNING)


@pytest.mark.parametrize(
    ("first", "second", "checkpoint"),
    [((9, 9), (10, 0), (10, 0)), ((10, 0), (9, 9), (10, 0)), ((9, 9), (9, 10), (9, 10)), ((9, 10), (9, 9), (9, 10))],
)
def test_a_checkpoint_advances_as_numbers_do_and_never_goes_back(
    window: HotWindow, first: Place, second: Place, checkpoint: Place
) -> None:
    window.trim(first)
    window.trim(second)

    assert window.checkpoint() == checkpoint


async def test_a_batch_that_asked_an_archive_that_has_grown_since_records_nothing(
    window: HotWindow, store: Store
) -> None:
    [place] = await record(store, refused(1))
    window.trim(place)
    refused_batch = await store.append(incoming(refused(2)), NOTHING)
    recorded = await record(store, refused(2), known=KnownEvents(place))

    assert (refused_batch, window.length(), recorded > [place]) == (None, 1, True)


async def test_an_empty_redis_gives_cursors_behind_its_checkpoint(window: HotWindow, store: Store) -> None:
    far = (10**13, 7)
    window.trim(far)
    places = await record(store, refused(1), known=KnownEvents(far))
    records, checkpoint = await store.read(Stretch("(0-0", "+"), 9)

    assert (places, ids_of(records), checkpoint) == ([(10**13, 8)], [event_id(1)], far)
