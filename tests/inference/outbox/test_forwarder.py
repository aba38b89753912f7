import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs
from tenacity import AsyncRetrying, RetryCallState

from handdraw_contracts.problems import Problem
from handdraw_inference.errors import OutboxUnavailable
from handdraw_inference.metrics import Metrics
from handdraw_inference.outbox import forwarder
from handdraw_inference.outbox.forwarder import Forwarder
from handdraw_inference.outbox.queue import Entry, Outbox

pytestmark = pytest.mark.anyio
PATIENCE_S = 20
Scripted = int | httpx.Response | Exception


class FakeLogger:
    """Keeps what it accepts; gives its scripted answers first, or rejects the ids that it is told to."""

    def __init__(self, *script: Scripted, rejects: tuple[str, ...] = (), at_most: int = 1_000) -> None:
        self.accepted: list[str] = []
        self.batches: list[int] = []
        self.body: bytes | None = None
        self._script = list(script)
        self._rejects = rejects
        self._at_most = at_most

    def __call__(self, request: httpx.Request) -> httpx.Response:
        try:
            ids = [event["id"] for event in json.loads(request.content)]
        except ValueError:
            return httpx.Response(422)
        self.batches.append(len(ids))
        if len(ids) > self._at_most:
            return httpx.Response(413)
        if self._script:
            return _scripted(self._script.pop(0))
        self.accepted += [one for one in ids if one not in self._rejects]
        rejected = [{"id": one, "code": "malformed_event"} for one in ids if one in self._rejects]
        return httpx.Response(202, json={"accepted": len(ids) - len(rejected), "duplicates": 0, "rejected": rejected})


def _scripted(answer: Scripted) -> httpx.Response:
    if isinstance(answer, Exception):
        raise answer
    return answer if isinstance(answer, httpx.Response) else receipt(status=answer)


def receipt(accepted: int = 0, *rejected: str | None, duplicates: int = 0, status: int = 202) -> httpx.Response:
    rejections = [{"id": one, "code": "malformed_event"} for one in rejected]
    return httpx.Response(status, json={"accepted": accepted, "duplicates": duplicates, "rejected": rejections})


class BrokenOutbox(Outbox):
    def __init__(self, outbox: Outbox) -> None:
        self.file = outbox.file

    def oldest(self, count: int, max_bytes: int) -> list[tuple[int, Entry]]:
        raise OutboxUnavailable(f"no {count} events of {max_bytes} bytes can be read")


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
        while outbox.backlog().events:
            await asyncio.sleep(0.01)


async def until_counted(metrics: Metrics, count: int) -> None:
    """Wait for what follows once the outbox is empty."""
    async with asyncio.timeout(PATIENCE_S):
        while metrics.forwarded._value.get() + metrics.rejected._value.get() < count:
            await asyncio.sleep(0.01)


def ids(entries: list[Entry]) -> list[str]:
    return [entry.event_id for entry in entries]


@pytest.fixture
def entries(make_entry: Callable[[int], Entry]) -> list[Entry]:
    return [make_entry(number) for number in range(5)]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param((), id="at once"),
        pytest.param((httpx.ConnectError("refused"),), id="nobody there"),
        pytest.param((httpx.ConnectError("unknown host"),) * 3, id="a wrong host"),
        pytest.param((httpx.ReadTimeout("slow"),), id="no answer in time"),
        pytest.param((httpx.RemoteProtocolError("cut"),), id="cut off"),
        pytest.param((httpx.InvalidURL("no address"),), id="no address at all"),
        pytest.param((503, 503), id="down"),
        pytest.param((500,), id="broken"),
        pytest.param((401,), id="a rotated key"),
        pytest.param((403,), id="forbidden"),
        pytest.param((404,), id="a wrong path"),
        pytest.param((301, 307), id="moved"),
        pytest.param((408,), id="too slow"),
        pytest.param((413,), id="too large"),
        pytest.param((415,), id="not its type"),
        pytest.param((429,), id="too many"),
        pytest.param((422,), id="not understood"),
        pytest.param((200, 201, 204), id="no logger at all"),
        pytest.param((httpx.Response(202),), id="202 without a receipt"),
        pytest.param((httpx.Response(202, text="welcome"),), id="202 by something that is no logger"),
        pytest.param((httpx.Response(202, json=[]),), id="202 with another's JSON"),
        pytest.param((receipt(0),), id="a receipt that accounts for nothing"),
        pytest.param((receipt(4),), id="a receipt that is one short"),
        pytest.param((receipt(6, duplicates=-1),), id="a receipt that counts below nothing"),
        pytest.param((receipt(4, "someone else"),), id="a receipt that rejects what was not sent"),
        pytest.param((receipt(4, None),), id="a receipt that rejects without a name"),
    ],
)
async def test_events_are_kept_whatever_is_answered_and_arrive_in_order_once_the_logger_takes_them(
    outbox: Outbox, entries: list[Entry], script: tuple[Scripted, ...]
) -> None:
    outbox.append(entries)
    logger = FakeLogger(*script)
    async with forwarding(outbox, logger) as metrics:
        await until_empty(outbox)

    assert (logger.accepted, outbox.backlog().quarantined) == (ids(entries), 0)
    assert metrics.forward_retries._value.get() == len(script)


async def test_why_events_are_not_delivered_is_logged_once_and_so_is_that_they_are_again(
    outbox: Outbox, entries: list[Entry]
) -> None:
    outbox.append(entries)
    with capture_logs() as logs:
        async with forwarding(outbox, FakeLogger(*[httpx.ConnectError("refused")] * 2, 401)):
            await until_empty(outbox)

    assert logs == [
        {"event": "events are not delivered, and kept", "reason": "ConnectError: refused", "log_level": "warning"},
        {"event": "events are not delivered, and kept", "reason": "the logger answered 401", "log_level": "warning"},
        {"event": "events are delivered again", "log_level": "info"},
    ]


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


@pytest.mark.parametrize(
    ("asked", "paused_s"),
    [
        pytest.param("40", 40, id="seconds"),
        pytest.param("86400", 60, id="a day"),
        pytest.param("9" * 5000, 60, id="for ever"),
        pytest.param("Fri, 31 Dec 1999 23:59:59 GMT", 0, id="a date"),
        pytest.param("-1", 0, id="less than nothing"),
        pytest.param("\u00b2", 0, id="squared"),
    ],
)
async def test_it_pauses_for_as_long_as_the_logger_asks_but_not_for_a_day(
    outbox: Outbox, entries: list[Entry], monkeypatch: pytest.MonkeyPatch, asked: str, paused_s: float
) -> None:
    pauses: list[float] = []
    before = forwarder._pause_s

    def note_pause(state: RetryCallState) -> float:
        pauses.append(before(state))
        return 0

    monkeypatch.setattr(forwarder, "_pause_s", note_pause)
    outbox.append(entries)
    headers = [(b"Retry-After", asked.encode("latin-1"))]
    async with forwarding(outbox, FakeLogger(httpx.Response(429, headers=headers))):
        await until_empty(outbox)

    assert [int(pause) for pause in pauses] == [paused_s]


async def test_pauses_are_short_for_ever_and_differ_between_processes() -> None:
    states = [RetryCallState(AsyncRetrying(), None, (), {}) for _ in range(10)]
    for attempt, state in enumerate(states, 1):
        state.attempt_number = attempt * 100
    longest = [max(forwarder._pause_s(state) for _ in range(100)) for state in states]
    varied = len({forwarder._pause_s(states[0]) for _ in range(100)})

    assert (max(longest) <= forwarder.MAX_WAIT_S, varied > 50) == (True, True)


async def test_who_cannot_read_the_outbox_lets_another_try(outbox: Outbox, entries: list[Entry]) -> None:
    outbox.append(entries)
    logger = FakeLogger()
    async with forwarding(BrokenOutbox(outbox), FakeLogger()) as metrics:
        async with asyncio.timeout(PATIENCE_S):
            while not metrics.forward_retries._value.get():
                await asyncio.sleep(0.01)
        async with forwarding(outbox, logger):
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
        await until_counted(metrics, 5)

    assert (logger.accepted, outbox.backlog().quarantined) == (ids(entries[:2] + entries[3:]), 1)
    assert (metrics.forwarded._value.get(), metrics.rejected._value.get()) == (4, 1)


def zeros(body: bytes) -> bytes:
    """Return zeros, as a sector of a disk that was never written."""
    return body[:100] + bytes(200) + body[300:]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(zeros, id="zeros in the middle"),
        pytest.param(lambda body: b"\xff" * len(body), id="no text"),
        pytest.param(lambda body: b"[" * len(body), id="too deep"),
    ],
)
async def test_what_is_no_event_any_more_is_set_aside_and_does_not_hold_up_the_others(
    outbox: Outbox, entries: list[Entry], spoil: Callable[[bytes], bytes]
) -> None:
    spoilt = replace(entries[2], body=spoil(entries[2].body))
    outbox.append([*entries[:2], spoilt, *entries[3:]])
    logger = FakeLogger()
    async with forwarding(outbox, logger) as metrics:
        await until_empty(outbox)
        await until_counted(metrics, len(entries))
    with closing(sqlite3.connect(outbox.file)) as db:
        quarantined = db.execute("SELECT event_id, code, body FROM quarantine").fetchall()

    assert logger.accepted == ids(entries[:2] + entries[3:])
    assert quarantined == [(spoilt.event_id, "unreadable_body", spoilt.body)]
    assert (metrics.forwarded._value.get(), metrics.rejected._value.get()) == (4, 1)


async def test_an_event_whose_id_is_spoilt_is_set_aside_since_no_receipt_can_name_it(
    outbox: Outbox, entries: list[Entry]
) -> None:
    spoilt = replace(entries[2], body=entries[2].body.replace(b'"id":"0', b'"id":"?'))
    outbox.append([*entries[:2], spoilt, *entries[3:]])
    logger = FakeLogger(rejects=(json.loads(spoilt.body)["id"],))
    async with forwarding(outbox, logger):
        await until_empty(outbox)

    assert (set(logger.accepted), outbox.backlog().quarantined) == (set(ids(entries[:2] + entries[3:])), 1)


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


async def test_who_does_not_forward_knows_why_nothing_is_delivered_until_it_is(
    outbox: Outbox, entries: list[Entry]
) -> None:
    outbox.append(entries)
    answers = [httpx.Response(401)]
    logger = FakeLogger()
    transport = httpx.MockTransport(lambda request: answers[0] if answers else logger(request))
    async with httpx.AsyncClient(base_url="http://logger", transport=transport) as client:
        one, other = (Forwarder(outbox, asyncio.Event(), client, Metrics(), 0.05) for _ in range(2))
        tasks = [asyncio.create_task(forwarder.run()) for forwarder in (one, other)]
        async with asyncio.timeout(PATIENCE_S):
            while not one.failing:
                await asyncio.sleep(0.01)
        before = [forwarder.explain() for forwarder in (one, other)]
        answers.clear()
        await until_empty(outbox)
        after = [forwarder.explain() for forwarder in (one, other)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    assert (before, after) == (["the logger answered 401"] * 2, [None, None])


@pytest.mark.parametrize(
    ("status", "code", "why"),
    [
        (401, "key_missing", ": it wants a key: set INFERENCE_LOGGER_KEY_FILE"),
        (401, "key_unknown", ": the key of INFERENCE_LOGGER_KEY_FILE is not accepted"),
        (403, "scope_missing", ": the key of INFERENCE_LOGGER_KEY_FILE may not do this there"),
        (403, "foreign_host", ": it is not called by that name: its …_ALLOWED_HOSTS"),
        (503, "log_unavailable", ""),
    ],
)
async def test_what_the_loggers_door_answers_is_said_in_words(
    outbox: Outbox, entries: list[Entry], status: int, code: str, why: str
) -> None:
    outbox.append(entries)
    problem = Problem(title="T", status=status, detail="D", code=code).model_dump()
    with capture_logs() as logs:
        async with forwarding(outbox, FakeLogger(httpx.Response(status, json=problem))):
            await until_empty(outbox)

    assert [line["reason"] for line in logs if "reason" in line] == [f"the logger answered {status}{why}"]
