"""The log on a Redis that Sentinels know: the primary dies, and another takes its place."""

import os
import signal
from collections.abc import Iterator
from functools import partial

import pytest

from handdraw_logger.cursors import BEGINNING, Stretch
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.connection import CurrentConnections, connect, connect_blocking
from handdraw_logger.hot.store import Store
from handdraw_logger.hot.trimming import HotWindow
from handdraw_logger.records import KnownEvents

from ...processes import eventually
from ...sentinels import Machines, three_machines
from ..cloud_events import Json, classified, incoming

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with three_machines(tmp_path_factory.mktemp("machines")) as machines:
        yield machines


async def append_at_last(store: Store, *events: Json) -> list[str] | None:
    """Try again for as long as it is refused."""
    while True:
        try:
            return await store.append(incoming(*events), KnownEvents(BEGINNING))
        except StoreUnavailable:
            continue


async def test_what_was_acknowledged_is_in_the_log_of_the_next_primary(machines: Machines) -> None:
    events = [classified(1), classified(2)]
    async with connect(f"{machines.address}/0", None, timeout_s=2) as redis:
        store = Store(redis, replicas=1, timeout_s=2)
        await append_at_last(store, *events)
        os.kill(machines.pids[0], signal.SIGKILL)
        again = await append_at_last(store, *events, classified(3))
        records, _ = await store.read(Stretch("(0-0", "+"), 10)

    recorded = [record.event["id"] for record in records]
    assert (again and again[:2], recorded) == (["", ""], [event["id"] for event in (*events, classified(3))])


async def test_the_roller_finds_the_primary_as_well(machines: Machines) -> None:
    with connect_blocking(f"{machines.address}/1", None, timeout_s=2) as redis:
        eventually(partial(is_empty, HotWindow(redis)), "the roller finds an empty log")


def is_empty(window: HotWindow) -> bool:
    try:
        return window.length() == 0
    except StoreUnavailable:  # the Sentinels may still be agreeing
        return False


async def test_sentinels_that_know_no_such_primary_are_said(machines: Machines) -> None:
    async with connect(f"{machines.address}s/0", None, timeout_s=2) as redis:
        with pytest.raises(StoreUnavailable, match="Redis has no primary that its Sentinels know of"):
            await Store(redis).end()


async def test_a_connection_to_the_primary_before_is_not_used_again(machines: Machines) -> None:
    async with connect(f"{machines.address}/0", None, timeout_s=2) as redis:
        pool = redis.connection_pool
        assert isinstance(pool, CurrentConnections)
        kept = await pool.get_connection()  # type: ignore[no-untyped-call]
        forgotten = await pool.get_connection()  # type: ignore[no-untyped-call]
        await pool.release(kept)
        pool.master_address = ("another", 6379)
        await pool.release(forgotten)

        assert (kept.is_connected, forgotten.is_connected) == (True, False)
