"""A primary and its replica, both real; one of them is lost."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from redis import Redis

from handdraw_logger.cursors import BEGINNING, Stretch
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot import replication
from handdraw_logger.hot.connection import connect
from handdraw_logger.hot.store import Store
from handdraw_logger.records import KnownEvents

from ...processes import eventually, free_port, pings, redis_program
from ..cloud_events import classified, incoming
from ..valkey import url

NOTHING = KnownEvents(BEGINNING)
ALL = Stretch("(0-0", "+")
pytestmark = pytest.mark.anyio


class Pair(NamedTuple):
    """Their ports, and the process of the replica."""

    primary: int
    replica: int
    pid: int

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """The replica stands still, as if the network were cut."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid, signal.SIGCONT)


def is_linked(port: int) -> bool:
    with Redis.from_url(url(port)) as client:
        return pings(client) and client.info("replication").get("master_link_status") == "up"


@contextmanager
def pair_in(folder: Path, **replica_settings: str) -> Iterator[Pair]:
    ports = free_port(), free_port()
    with ExitStack() as stack:
        for number, port in enumerate(ports):
            place = folder / str(number)
            place.mkdir()
            more = {"replicaof": f"127.0.0.1 {ports[0]}", **replica_settings} if number else {}
            settings = {"repl_diskless_sync_delay": "0", **more}
            process = stack.enter_context(redis_program(place, port, **settings).running())
        eventually(lambda: is_linked(ports[1]), "the replica follows")
        yield Pair(*ports, process.pid)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with pair_in(tmp_path) as pair:
        yield pair


@pytest.fixture
async def store(pair: Pair) -> AsyncIterator[Store]:
    async with connect(url(pair.primary), None, timeout_s=1) as redis:
        yield Store(redis, replicas=1, timeout_s=2)


async def read_from(port: int) -> list[str]:
    async with connect(url(port), None, timeout_s=1) as redis:
        records, _ = await Store(redis).read(ALL, 10)
        return [record.event["id"] for record in records]


async def test_what_is_acknowledged_is_on_the_replica(store: Store, pair: Pair) -> None:
    events = [classified(1), classified(2)]
    await store.append(incoming(*events), NOTHING)

    assert await read_from(pair.replica) == [event["id"] for event in events]


@pytest.mark.parametrize("knows_waitaof", [(7, 2), (99, 0)], ids=["WAITAOF", "WAIT"])
async def test_what_the_replica_lacks_is_not_acknowledged_however_often_it_is_sent(
    store: Store, pair: Pair, knows_waitaof: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replication, "KNOWS_WAITAOF", knows_waitaof)
    event = classified(1)
    refused = []
    with pair.stopped():
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match="0 of 1 replicas") as error:
                await store.append(incoming(event), NOTHING)
            refused.append(error.type)

    assert (refused, await store.append(incoming(event), NOTHING)) == ([StoreUnavailable] * 3, [""])
    assert await read_from(pair.replica) == [event["id"]]


async def test_the_end_is_not_told_while_the_replica_lacks_what_lies_before_it(store: Store, pair: Pair) -> None:
    event = classified(1)
    with pair.stopped():
        for told in (store.append(incoming(event), NOTHING), store.settled_end()):
            with pytest.raises(StoreUnavailable, match="0 of 1 replicas"):
                await told
    end = await store.settled_end()

    assert (end, await read_from(pair.replica)) == (await store.end(), [event["id"]])


async def test_a_logger_whose_replica_is_away_is_not_ready(store: Store, pair: Pair) -> None:
    before = await store.check()
    with pair.stopped(), pytest.raises(StoreUnavailable, match="0 of 1 replicas"):
        await store.check()

    assert before == []


async def test_a_replica_that_keeps_no_file_does_not_count(tmp_path: Path) -> None:
    with pair_in(tmp_path, appendonly="no") as pair:
        async with connect(url(pair.primary), None, timeout_s=1) as redis:
            with pytest.raises(StoreUnavailable, match="0 of 1 replicas"):
                await Store(redis, replicas=1, timeout_s=2).append(incoming(classified(1)), NOTHING)


async def test_on_one_machine_nobody_is_waited_for(pair: Pair) -> None:
    async with connect(url(pair.primary), None, timeout_s=1) as redis:
        with pair.stopped():
            recorded = await Store(redis).append(incoming(classified(1)), NOTHING)

    assert recorded is not None
