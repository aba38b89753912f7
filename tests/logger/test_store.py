import asyncio
import json
import os
import signal
from pathlib import Path
from typing import cast

import pytest
from redis import Redis

from handdraw_logger.cursors import Stretch
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.store import IDS, LABELS, LOG, Record, Store, connect

from ..processes import free_port
from .sent import classified, event_id, incoming, label, refused
from .valkey import store_on, url, valkey

pytestmark = pytest.mark.anyio

ALL = Stretch("(0-0", "+")
READ = {"digit": 7, "confidence": 0.9}


def in_force(number: int, digit: int) -> dict[str, object]:
    return {"event_id": event_id(number), "digit": digit}


async def test_events_are_read_in_the_order_in_which_they_were_appended(store: Store) -> None:
    first = await store.append(incoming(classified(2), refused(1)))
    second = await store.append(incoming(classified(3)))

    assert await store.read(ALL, 10) == [
        Record(first[0], classified(2)),
        Record(first[1], refused(1)),
        Record(second[0], classified(3)),
    ]


async def test_an_event_sent_again_is_a_duplicate_and_the_first_stands(store: Store) -> None:
    [cursor] = await store.append(incoming(classified(1, digit=7)))
    again = await store.append(incoming(classified(1, digit=3), label(1, of=2, digit=3)))

    assert (again, await store.read(ALL, 10)) == (["", ""], [Record(cursor, classified(1, digit=7))])


async def test_a_duplicate_within_a_batch_is_known(store: Store) -> None:
    cursors = await store.append(incoming(classified(1), classified(1), refused(2), classified(1)))

    assert (len(set(cursors)), cursors[1], cursors[3], await store.length()) == (3, "", "", 2)


async def test_of_two_senders_of_one_batch_at_once_each_event_has_one(store: Store) -> None:
    both = await asyncio.gather(*[store.append(incoming(*map(refused, range(50)))) for _ in range(2)])

    assert ([bool(one) != bool(other) for one, other in zip(*both, strict=True)], await store.length()) == (
        [True] * 50,
        50,
    )


async def test_a_label_is_joined_with_what_was_read_and_the_drawing_with_its_label(store: Store) -> None:
    cursors = await store.append(incoming(classified(1), label(2, of=1, digit=4)))

    assert await store.read(ALL, 10) == [
        Record(cursors[0], classified(1), label=in_force(2, 4)),
        Record(cursors[1], label(2, of=1, digit=4), read=READ),
    ]


async def test_a_label_replaces_the_one_before_it_and_the_last_wins(store: Store) -> None:
    labels = [label(2, of=1, digit=4), label(3, of=1, digit=9), label(4, of=1, digit=4)]
    cursors = await store.append(incoming(classified(1), *labels))

    assert await store.read(ALL, 10) == [
        Record(cursors[0], classified(1), label=in_force(4, 4)),
        Record(cursors[1], labels[0], read=READ),
        Record(cursors[2], labels[1], read=READ, replaces=in_force(2, 4)),
        Record(cursors[3], labels[2], read=READ, replaces=in_force(3, 9)),
    ]


async def test_a_label_sent_again_changes_nothing(store: Store) -> None:
    await store.append(incoming(classified(1), label(2, of=1, digit=4), label(3, of=1, digit=9)))
    await store.append(incoming(label(2, of=1, digit=4)))

    found = await store.find(event_id(1))
    assert found is not None
    assert found.label == in_force(3, 9)


async def test_a_label_that_comes_before_its_drawing_is_joined_with_it_later(store: Store) -> None:
    [before] = await store.append(incoming(label(2, of=1, digit=4)))
    alone = await store.read(ALL, 10)
    [after] = await store.append(incoming(classified(1)))

    assert (alone, await store.read(ALL, 10)) == (
        [Record(before, label(2, of=1, digit=4))],
        [Record(before, label(2, of=1, digit=4), read=READ), Record(after, classified(1), label=in_force(2, 4))],
    )


@pytest.mark.parametrize("target", [refused(1), label(1, of=5, digit=3)], ids=["a refusal", "another label"])
async def test_a_label_of_what_was_never_read_is_joined_with_nothing(store: Store, target: dict[str, object]) -> None:
    cursors = await store.append(incoming(target, label(2, of=1, digit=4)))

    assert (await store.read(ALL, 10))[1] == Record(cursors[1], label(2, of=1, digit=4))


@pytest.mark.parametrize("unknown", [event_id(9), [], {"deep": 1}, None], ids=str)
async def test_a_drawing_with_a_field_of_the_labels_is_still_a_drawing(store: Store, unknown: object) -> None:
    event = classified(1)
    event["data"] |= {"classification_id": unknown}
    [cursor] = await store.append(incoming(event))

    assert await store.read(ALL, 10) == [Record(cursor, event)]


async def test_a_stretch_is_read_half_open_and_no_further_than_asked(store: Store) -> None:
    cursors = await store.append(incoming(*map(refused, range(6))))
    read = [
        await store.read(Stretch(f"({cursors[1]}", cursors[3]), 10),
        await store.read(Stretch(f"({cursors[3]}", "+"), 1),
        await store.read(Stretch(f"({cursors[3]}", cursors[3]), 10),
        await store.read(Stretch("1-0", "(1-0"), 10),
    ]

    assert [[record.cursor for record in records] for records in read] == [cursors[2:4], cursors[4:5], [], []]


async def test_an_event_is_found_by_its_id(store: Store) -> None:
    cursors = await store.append(incoming(classified(1), refused(2)))

    assert await store.find(event_id(2)) == Record(cursors[1], refused(2))


async def test_an_event_that_was_never_recorded_is_not_found(store: Store) -> None:
    await store.append(incoming(classified(1), label(2, of=3, digit=4)))

    assert await store.find(event_id(3)) is None


async def test_an_empty_log_has_no_events(store: Store) -> None:
    assert (await store.length(), await store.read(ALL, 10)) == (0, [])


async def test_a_redis_that_is_down_makes_every_method_say_so(nowhere: str) -> None:
    said = []
    async with store_on(nowhere) as store:
        calls = [store.append(incoming(refused(1))), store.read(ALL, 1), store.find(event_id(1)), store.length()]
        for call in [*calls, store.check()]:
            with pytest.raises(StoreUnavailable) as caught:
                await call
            said.append(str(caught.value).split(" connecting", 1)[0])

    assert said == ["Redis: Error 111"] * 5


async def test_a_redis_that_is_full_refuses_the_whole_batch_and_nothing_is_half_written(
    store: Store, redis: Redis
) -> None:
    redis.config_set("maxmemory", "1")
    with pytest.raises(StoreUnavailable, match="maxmemory"):
        await store.append(incoming(classified(1), label(2, of=1, digit=4)))
    written = [redis.exists(key) for key in (LOG, IDS, LABELS)]
    redis.config_set("maxmemory", "0")
    cursors = await store.append(incoming(classified(1), label(2, of=1, digit=4)))

    assert (written, all(cursors)) == ([0, 0, 0], True)


async def test_a_redis_that_is_full_is_not_ready(store: Store, redis: Redis) -> None:
    redis.config_set("maxmemory", "1")

    with pytest.raises(StoreUnavailable, match="maxmemory"):
        await store.check()


async def test_a_redis_that_keeps_what_it_acknowledges_has_no_faults(store: Store) -> None:
    assert await store.check() == []


@pytest.mark.parametrize(
    ("setting", "value", "fault"),
    [
        ("appendfsync", "everysec", "appendfsync is everysec, not always"),
        ("appendfsync", "no", "appendfsync is no, not always"),
        ("maxmemory-policy", "allkeys-lru", "maxmemory-policy is allkeys-lru, not noeviction"),
    ],
)
async def test_a_setting_that_could_lose_what_was_acknowledged_is_named(
    store: Store, redis: Redis, setting: str, value: str, fault: str
) -> None:
    redis.config_set(setting, value)

    assert await store.check() == [fault]


async def test_a_redis_that_keeps_no_file_is_named(tmp_path: Path) -> None:
    port = free_port()
    with valkey(tmp_path, port), Redis.from_url(url(port)) as redis:
        redis.config_set("appendonly", "no")
        async with store_on(url(port)) as store:
            faults = await store.check()

    assert faults == ["appendonly is no, not yes"]


async def test_a_redis_that_tells_nothing_of_its_settings_still_records(server: str, redis: Redis) -> None:
    redis.acl_setuser("logger", enabled=True, nopass=True, keys=["*"], categories=["+@all"], commands=["-config"])
    async with store_on(server.replace("//", "//logger:any@")) as store:
        faults = await store.check()
        cursors = await store.append(incoming(refused(1)))
    redis.acl_deluser("logger")

    assert (faults, all(cursors)) == (
        [
            "appendonly is not known, not yes",
            "appendfsync is not known, not always",
            "maxmemory-policy is not known, not noeviction",
        ],
        True,
    )


async def test_what_was_acknowledged_outlives_a_kill_and_is_served_by_the_same_store_afterwards(tmp_path: Path) -> None:
    port = free_port()
    async with store_on(url(port)) as store:
        with valkey(tmp_path, port) as pid:
            cursors = await store.append(incoming(classified(1), label(2, of=1, digit=4)))
            os.kill(pid, signal.SIGKILL)
        with valkey(tmp_path, port):
            again = await store.append(incoming(classified(1), refused(3)))
            events = [record.event for record in await store.read(ALL, 10)]

    assert (all(cursors), again[0], events) == (True, "", [classified(1), label(2, of=1, digit=4), refused(3)])


async def test_an_entry_is_the_event_as_it_was_sent(store: Store, redis: Redis) -> None:
    event = classified(1) | {"later": "é"}
    [cursor] = await store.append(incoming(event))

    kept = cast("list[tuple[str, dict[str, str]]]", redis.xrange(LOG))
    assert [(at, [*fields], json.loads(fields["e"])) for at, fields in kept] == [(cursor, ["e"], event)]


async def test_the_password_is_what_its_file_says(tmp_path: Path) -> None:
    port, file = free_port(), tmp_path / "password"
    file.write_text("open sesame\n")
    with valkey(tmp_path, port), Redis.from_url(url(port)) as redis:
        redis.config_set("requirepass", "open sesame")
        async with connect(url(port), file, timeout_s=5) as known:
            cursors = await Store(known).append(incoming(refused(1)))
        async with connect(url(port), None, timeout_s=5) as unknown:
            with pytest.raises(StoreUnavailable, match="authenticated"):
                await Store(unknown).append(incoming(refused(2)))
        redis.auth("open sesame")
        redis.config_set("requirepass", "")

    assert all(cursors)
