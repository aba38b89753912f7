"""Whoever may be the next primary has to have what is acknowledged."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis as BlockingRedis
from redis.asyncio import Redis

from handdraw_logger.cursors import BEGINNING
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.connection import connect
from handdraw_logger.hot.store import Store
from handdraw_logger.hot.successors import ask_sentinel
from handdraw_logger.records import KnownEvents

from ...processes import eventually, free_port, redis_program
from ...sentinels import Machines, three_machines
from ..cloud_events import classified, incoming
from ..valkey import url

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with three_machines(tmp_path_factory.mktemp("machines")) as machines:
        yield machines


@pytest.fixture
async def redis(machines: Machines) -> AsyncIterator[Redis]:
    async with connect(f"{machines.address}/0", None, timeout_s=2) as redis:
        yield redis


@pytest.fixture
def store(redis: Redis) -> Store:
    return Store(redis, replicas=1, timeout_s=2)


async def append_until_acknowledged(store: Store) -> list[str]:
    """Return why it was refused, each time that it was."""
    refusals = []
    while True:
        try:
            await store.append(incoming(classified(1)), KnownEvents(BEGINNING))
        except StoreUnavailable as error:
            refusals.append(str(error))
        else:
            return refusals


@contextmanager
def standing_still(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def count_online(port: int) -> int:
    with BlockingRedis(port=port) as client:
        info = client.info("replication")
    assert isinstance(info, dict)
    return sum(isinstance(value, dict) and value["state"] == "online" for value in info.values())


async def test_without_sentinels_nobody_comes_next(machines: Machines) -> None:
    async with connect(url(machines.ports[0]), None, timeout_s=1) as redis:
        assert await ask_sentinel(redis) is None


async def test_a_replica_that_stands_still_counts_until_its_sentinel_takes_it_for_dead(
    machines: Machines, redis: Redis, store: Store
) -> None:
    before = await ask_sentinel(redis)
    with standing_still(machines.pids[1]):
        refusals = await append_until_acknowledged(store)
        after = await ask_sentinel(redis)

    second, third = (("127.0.0.1", port) for port in machines.ports[1:])
    assert (before, refusals[0], after) == (
        {second: True, third: True},
        "Redis: 1 of 2 replicas have what was written, in time",
        {second: False, third: True},
    )


async def test_a_replica_that_no_sentinel_has_heard_of_counts_as_soon_as_it_follows(
    machines: Machines, store: Store, tmp_path: Path
) -> None:
    await append_until_acknowledged(store)
    port = free_port()
    new = redis_program(tmp_path, port, replicaof=f"127.0.0.1 {machines.ports[0]}", repl_diskless_sync_delay="0")
    with new.running() as process:
        eventually(lambda: count_online(machines.ports[0]) == 3, "the new one follows")
        with standing_still(process.pid), pytest.raises(StoreUnavailable, match="2 of 3 replicas"):
            await store.append(incoming(classified(2)), KnownEvents(BEGINNING))
        refusals = await append_until_acknowledged(store)

    assert set(refusals) <= {"Redis: 2 of 3 replicas have what was written, in time"}


async def test_where_no_sentinel_answers_nothing_is_acknowledged() -> None:
    async with connect(f"redis+sentinel://127.0.0.1:{free_port()}/log/0", None, timeout_s=1) as redis:
        with pytest.raises(StoreUnavailable, match="none of its Sentinels answers"):
            await ask_sentinel(redis)
