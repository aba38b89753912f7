"""A Sentinel that names what is not the primary: nothing is acknowledged, and the reason is said."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from handdraw_logger.cursors import BEGINNING
from handdraw_logger.errors import StoreUnavailable
from handdraw_logger.hot.connection import connect
from handdraw_logger.hot.store import Store
from handdraw_logger.records import KnownEvents

from ...processes import answering_redis, free_port
from ...sentinels import Machines, lying_sentinel, three_machines
from ..cloud_events import classified, incoming

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with three_machines(tmp_path_factory.mktemp("machines")) as machines:
        yield machines


async def refusal(named: int) -> str:
    """Return why a logger that hears of this Redis as the primary records nothing."""
    with lying_sentinel(named) as address:
        async with connect(f"{address}/0", None, timeout_s=1) as redis:
            with pytest.raises(StoreUnavailable) as error:
                await Store(redis, replicas=1, timeout_s=1).append(incoming(classified(1)), KnownEvents(BEGINNING))
    return str(error.value)


async def test_a_replica_takes_nothing(machines: Machines) -> None:
    assert await refusal(machines.ports[1]) == "Redis: The previous master is now a slave"


async def test_what_a_stranger_takes_is_not_acknowledged(tmp_path: Path) -> None:
    port = free_port()
    with answering_redis(tmp_path, port):
        assert await refusal(port) == "Redis: 0 of 1 replicas have what was written, in time"


async def test_where_nobody_is_that_is_said() -> None:
    nobody = free_port()

    assert f"connecting to 127.0.0.1:{nobody}" in await refusal(nobody)


async def test_the_same_sentinel_names_the_primary_and_all_is_well(machines: Machines) -> None:
    with lying_sentinel(machines.ports[0]) as address:
        async with connect(f"{address}/0", None, timeout_s=1) as redis:
            store = Store(redis, replicas=1)
            with suppress(StoreUnavailable):  # "1 of 2 replicas": that Sentinel had told of none
                await store.append(incoming(classified(1)), KnownEvents(BEGINNING))
            cursors = await store.append(incoming(classified(2)), KnownEvents(BEGINNING))

    assert len(cursors or ()) == 1
