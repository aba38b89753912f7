"""Whoever may be the next primary has to have what is acknowledged."""

import os
import signal
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis

from handdraw_logger.cursors import BEGINNING
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.connection import connect
from handdraw_logger.hot.store import Store
from handdraw_logger.hot.successors import count_successors
from handdraw_logger.records import KnownEvents

from ...processes import free_port
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


async def test_without_sentinels_nobody_comes_next(machines: Machines) -> None:
    async with connect(url(machines.ports[0]), None, timeout_s=1) as redis:
        assert await count_successors(redis) == 0


async def test_a_replica_that_stands_still_counts_until_its_sentinel_takes_it_for_dead(
    machines: Machines, redis: Redis
) -> None:
    store, told = Store(redis, replicas=1, timeout_s=2), list[str]()
    before = await count_successors(redis)
    os.kill(machines.pids[1], signal.SIGSTOP)
    try:
        while not told or told[-1] != "acknowledged":
            try:
                await store.append(incoming(classified(1)), KnownEvents(BEGINNING))
                told.append("acknowledged")
            except StoreUnavailable as error:
                told.append(str(error))
        after = await count_successors(redis)
    finally:
        os.kill(machines.pids[1], signal.SIGCONT)

    assert (before, told[0], after) == (2, "Redis: 1 of 2 replicas have what was written, in time", 1)


async def test_where_no_sentinel_answers_nothing_is_acknowledged() -> None:
    async with connect(f"redis+sentinel://127.0.0.1:{free_port()}/log/0", None, timeout_s=1) as redis:
        with pytest.raises(StoreUnavailable, match="none of its Sentinels answers"):
            await count_successors(redis)
