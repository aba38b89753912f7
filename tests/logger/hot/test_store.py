"""The hot part of the log alone: what depends on Redis and its settings."""

import json
import os
import re
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from time import time
from typing import Any, cast

import pytest
from redis import Redis

import handdraw_logger.hot.store
from handdraw_logger.cursors import BEGINNING, Stretch
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.connection import connect
from handdraw_logger.hot.store import IDS, LABELS, LOG, Store
from handdraw_logger.records import KnownEvents

from ...processes import eventually, free_port, pings, redis_program
from ..cloud_events import Json, classified, event_id, incoming, label, refused
from ..valkey import store_on, url, valkey

NOTHING = KnownEvents(BEGINNING)
pytestmark = pytest.mark.anyio

ALL = Stretch("(0-0", "+")


async def record(store: Store, *events: Json) -> list[str]:
    """Return the cursors; the archive is empty."""
    cursors = await store.append(incoming(*events), NOTHING)
    assert cursors is not None
    return cursors


async def test_a_redis_that_is_down_makes_every_method_say_so(nowhere: str) -> None:
    said = []
    async with store_on(nowhere) as store:
        calls: list[Coroutine[Any, Any, object]] = [
            store.append(incoming(refused(1)), NOTHING),
            store.read(ALL, 1),
            store.find_cursor(event_id(1)),
            store.find_records([event_id(1)]),
        ]
        calls += [store.find_labels([event_id(1)]), store.find_readings([event_id(1)]), store.end(), store.size()]
        for call in [*calls, store.checkpoint(), store.check()]:
            with pytest.raises(StoreUnavailable) as caught:
                await call
            said.append(str(caught.value).split(" connecting", 1)[0])

    assert said == ["Redis: Error 111"] * 10


async def test_a_redis_that_is_full_refuses_the_whole_batch_and_nothing_is_half_written(
    store: Store, redis: Redis
) -> None:
    redis.config_set("maxmemory", "1")
    with pytest.raises(StoreUnavailable, match="maxmemory"):
        await record(store, classified(1), label(2, of=1, digit=4))
    written = [redis.exists(key) for key in (LOG, IDS, LABELS)]
    redis.config_set("maxmemory", "0")
    cursors = await record(store, classified(1), label(2, of=1, digit=4))

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


async def test_a_cluster_is_refused_in_plain_words(tmp_path: Path) -> None:
    port = free_port()
    said = []
    with redis_program(tmp_path, port, cluster_enabled="yes").running(), Redis.from_url(url(port)) as redis:
        eventually(lambda: pings(redis), "Valkey answers")
        async with store_on(url(port)) as store:
            for call in (store.check(), record(store, refused(1))):
                with pytest.raises(StoreUnavailable) as caught:
                    await call
                said.append(str(caught.value))

    assert said == ["Redis is a cluster: the log wants one server, or a primary with replicas"] * 2


@pytest.mark.parametrize(
    ("clock", "said"),
    [(lambda: time() - 99.5, "ahead of"), (lambda: time() + 99.5, "behind")],
    ids=["ahead", "behind"],
)
async def test_a_redis_whose_clock_differs_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch, clock: Callable[[], float], said: str
) -> None:
    monkeypatch.setattr(handdraw_logger.hot.store, "time", clock)

    [fault] = await store.check()

    assert re.sub(r"\d+", "100", fault) == f"its clock is 100 s {said} the logger's"


async def test_a_log_whose_last_event_is_dated_ahead_is_named(store: Store, redis: Redis) -> None:
    redis.xadd(LOG, {"e": "{}"}, id=f"{int(time() + 3600) * 1000}-0")
    [fault] = await store.check()

    assert fault.startswith("its clock went back: the last event is dated 3")


async def test_checking_leaves_nothing_behind(store: Store, redis: Redis) -> None:
    await store.check()

    assert redis.keys() == []


async def test_a_redis_that_tells_nothing_of_its_settings_still_records(server: str, redis: Redis) -> None:
    redis.acl_setuser("logger", enabled=True, nopass=True, keys=["*"], categories=["+@all"], commands=["-config"])
    async with store_on(server.replace("//", "//logger:any@")) as store:
        faults = await store.check()
        cursors = await record(store, refused(1))
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
            cursors = await record(store, classified(1), label(2, of=1, digit=4))
            os.kill(pid, signal.SIGKILL)
        with valkey(tmp_path, port):
            again = await record(store, classified(1), refused(3))
            events = [record.event for record in (await store.read(ALL, 10))[0]]

    assert (all(cursors), again[0], events) == (True, "", [classified(1), label(2, of=1, digit=4), refused(3)])


async def test_an_entry_is_the_event_as_it_was_sent(store: Store, redis: Redis) -> None:
    event = classified(1) | {"later": "é"}
    [cursor] = await record(store, event)

    kept = cast("list[tuple[str, dict[str, str]]]", redis.xrange(LOG))
    assert [(at, [*fields], json.loads(fields["e"])) for at, fields in kept] == [(cursor, ["e"], event)]


async def test_the_password_is_what_its_file_says(tmp_path: Path) -> None:
    port, file = free_port(), tmp_path / "password"
    file.write_text("open sesame\n")
    with valkey(tmp_path, port), Redis.from_url(url(port)) as redis:
        redis.config_set("requirepass", "open sesame")
        async with connect(url(port), file, timeout_s=5) as known:
            cursors = await record(Store(known), refused(1))
        async with connect(url(port), None, timeout_s=5) as unknown:
            with pytest.raises(StoreUnavailable, match="authenticated"):
                await record(Store(unknown), refused(2))
        redis.auth("open sesame")
        redis.config_set("requirepass", "")

    assert all(cursors)
