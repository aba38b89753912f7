import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from handdraw_inference.forwarder import Forwarder
from handdraw_inference.metrics import Metrics
from handdraw_inference.outbox import Entry, Outbox

pytestmark = pytest.mark.anyio
PATIENCE_S = 20


class FakeLogger:
    """Keeps what it accepts; answers its scripted statuses first, or rejects the ids that it is told to."""

    def __init__(self, *statuses: int, rejects: tuple[str, ...] = (), at_most: int = 1_000) -> None:
        self.accepted: list[str] = []
        self.batches: list[int] = []
        self.body: bytes | None = None
        self._statuses = list(statuses)
        self._rejects = rejects
        self._at_most = at_most

    def __call__(self, request: httpx.Request) -> httpx.Response:
        ids = [event["id"] for event in json.loads(request.content)]
        self.batches.append(len(ids))
        if len(ids) > self._at_most:
            return httpx.Response(413)
        if self._statuses:
            return self._scripted(self._statuses.pop(0))
        self.accepted += [one for one in ids if one not in self._rejects]
        rejected = [{"id": one, "code": "malformed_event"} for one in ids if one in self._rejects]
        return httpx.Response(202, json={"accepted": len(ids) - len(rejected), "duplicates": 0, "rejected": rejected})

    def _scripted(self, status: int) -> httpx.Response:
        if status == 0:
            raise httpx.ConnectError("refused")
        return httpx.Response(status, json={"accepted": 0, "duplicates": 0, "rejected": []})


@asynccontextmanager
async def forwarding(
    outbox: Outbox, logger: FakeLogger, appended: asyncio.Event | None = None, idle_s: float = 0.05
) -> AsyncIterator[Metrics]:
    metrics = Metrics()
    async with httpx.AsyncClient(base_url="http://logger", transport=httpx.MockTransport(logger)) as client:
        forwarder = Forwarder(outbox, appended or asyncio.Event(), client, metrics, idle_s)
        task = asyncio.create_task(forwarder.run())
        try:
            yield metrics
        finally:
            task.cancel()
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(task, return_exceptions=True)


async def until_empty(outbox: Outbox) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while outbox.held().events:
            await asyncio.sleep(0.01)


def ids(entries: list[Entry]) -> list[str]:
    return [entry.event_id for entry in entries]


@pytest.fixture
def entries(make_entry: Callable[[int], Entry]) -> list[Entry]:
    return [make_entry(number) for number in range(5)]


@pytest.mark.parametrize(
    "statuses",
    [
        pytest.param((), id="at once"),
        pytest.param((0,), id="nobody there"),
        pytest.param((503, 503), id="down"),
        pytest.param((500,), id="broken"),
        pytest.param((401,), id="a rotated key"),
        pytest.param((404,), id="a wrong address"),
        pytest.param((429,), id="too many"),
        pytest.param((422,), id="not understood"),
        pytest.param((200,), id="no logger at all"),
        pytest.param((202,), id="a receipt that accounts for nothing"),
    ],
)
async def test_events_arrive_in_order_whatever_the_logger_answered_before(
    outbox: Outbox, entries: list[Entry], statuses: tuple[int, ...]
) -> None:
    outbox.append(entries)
    logger = FakeLogger(*statuses)
    async with forwarding(outbox, logger):
        await until_empty(outbox)

    assert (logger.accepted, logger.batches) == (ids(entries), [5] * (len(statuses) + 1))


async def test_what_arrives_later_is_taken_too(outbox: Outbox, entries: list[Entry]) -> None:
    logger = FakeLogger()
    async with forwarding(outbox, logger):
        outbox.append(entries[:2])
        await until_empty(outbox)
        outbox.append(entries[2:])
        await until_empty(outbox)

    assert logger.accepted == ids(entries)


async def test_an_append_wakes_it(outbox: Outbox, entries: list[Entry]) -> None:
    logger, appended = FakeLogger(), asyncio.Event()
    async with forwarding(outbox, logger, appended, idle_s=3600):
        for _ in range(2):
            outbox.append(entries)
            appended.set()
            await until_empty(outbox)

    assert logger.accepted == ids(entries) * 2


@pytest.mark.parametrize("steps", range(4))
async def test_it_ends_when_it_is_stopped_right_after_an_append(outbox: Outbox, steps: int) -> None:
    appended = asyncio.Event()
    async with forwarding(outbox, FakeLogger(), appended, idle_s=3600):
        for _ in range(50):  # until it waits
            await asyncio.sleep(0.001)
        appended.set()
        for _ in range(steps):
            await asyncio.sleep(0)


async def test_a_lock_that_cannot_be_taken_is_tried_again(outbox: Outbox, entries: list[Entry], tmp_path: Path) -> None:
    (tmp_path / "outbox.db.lock").mkdir()
    outbox.append(entries)
    logger = FakeLogger()
    async with forwarding(outbox, logger) as metrics:
        async with asyncio.timeout(PATIENCE_S):
            while not metrics.forward_retries._value.get():
                await asyncio.sleep(0.01)
        (tmp_path / "outbox.db.lock").rmdir()
        await until_empty(outbox)

    assert logger.accepted == ids(entries)


async def test_a_batch_that_is_too_large_is_halved_until_it_fits(
    outbox: Outbox, make_entry: Callable[[int], Entry]
) -> None:
    outbox.append([make_entry(number) for number in range(40)])
    logger = FakeLogger(at_most=10)
    async with forwarding(outbox, logger):
        await until_empty(outbox)

    assert (logger.batches[:3], len(logger.accepted)) == ([40, 20, 10], 40)


async def test_only_what_is_named_as_rejected_is_set_aside(outbox: Outbox, entries: list[Entry]) -> None:
    outbox.append(entries)
    logger = FakeLogger(rejects=(entries[2].event_id,))
    async with forwarding(outbox, logger) as metrics:
        await until_empty(outbox)

    assert (logger.accepted, outbox.held().quarantined, metrics.rejected._value.get()) == (
        ids(entries[:2] + entries[3:]),
        1,
        1,
    )


async def test_of_two_only_the_holder_of_the_lock_forwards_and_the_other_takes_over(
    outbox: Outbox, entries: list[Entry]
) -> None:
    first, second = FakeLogger(), FakeLogger()
    async with forwarding(outbox, first):
        outbox.append(entries[:2])
        await until_empty(outbox)
        async with forwarding(outbox, second):
            outbox.append(entries[2:4])
            await until_empty(outbox)
    async with forwarding(outbox, second):
        outbox.append(entries[4:])
        await until_empty(outbox)

    assert (first.accepted, second.accepted) == (ids(entries[:4]), ids(entries[4:]))
