import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from handdraw_inference.errors import OutboxFull, OutboxUnavailable
from handdraw_inference.outbox.queue import Entry, Outbox
from handdraw_inference.outbox.writer import OutboxWriter

from ..conftest import MakeEvent

pytestmark = pytest.mark.anyio


class FakeOutbox:
    """Commits only while it is let, and remembers how many events each commit had."""

    def __init__(self, answer: OutboxFull | OutboxUnavailable | None = None) -> None:
        self.may_commit = threading.Event()
        self.may_commit.set()
        self.commits: list[int] = []
        self.answer = answer

    def append(self, entries: Sequence[Entry], _: float) -> list[OutboxFull | None]:
        self.may_commit.wait(10)
        self.commits.append(len(entries))
        if isinstance(self.answer, OutboxUnavailable):
            raise self.answer
        return [self.answer] * len(entries)


@pytest.mark.parametrize("waits", [False, True])
async def test_an_event_is_on_disk_when_append_returns(outbox: Outbox, make_event: MakeEvent, waits: bool) -> None:
    writer = OutboxWriter(outbox.append, waits=waits)
    await writer.append(make_event(1))

    assert ([e.event_id for _, e in outbox.oldest(9, 9_999)], writer.appended.is_set()) == (
        [str(make_event(1).id)],
        True,
    )


async def test_what_is_to_be_recorded_in_one_turn_of_the_loop_shares_a_commit(make_event: MakeEvent) -> None:
    outbox = FakeOutbox()
    writer = OutboxWriter(outbox.append)
    await asyncio.gather(*(writer.append(make_event(number)) for number in range(40)))
    await writer.append(make_event(40))

    assert outbox.commits == [40, 1]


async def test_what_arrives_while_a_commit_waits_for_the_disk_shares_the_next(make_event: MakeEvent) -> None:
    slow = FakeOutbox()
    slow.may_commit.clear()
    writer = OutboxWriter(slow.append, waits=True)
    tasks = [asyncio.create_task(writer.append(make_event(0)))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    tasks += [asyncio.create_task(writer.append(make_event(number))) for number in range(1, 40)]
    await asyncio.sleep(0)
    slow.may_commit.set()
    await asyncio.gather(*tasks)

    assert slow.commits == [1, 39]


@pytest.mark.parametrize("answer", [OutboxFull("no room"), OutboxUnavailable("no disk")])
async def test_who_cannot_be_recorded_hears_of_it(
    make_event: MakeEvent, answer: OutboxFull | OutboxUnavailable
) -> None:
    writer = OutboxWriter(FakeOutbox(answer).append)
    answers = await asyncio.gather(*(writer.append(make_event(n)) for n in range(3)), return_exceptions=True)

    assert answers == [answer] * 3


async def test_who_waits_hears_of_any_mistake(make_event: MakeEvent) -> None:
    def mistaken(*_: object) -> list[OutboxFull | None]:
        raise RuntimeError("a mistake")

    with pytest.raises(RuntimeError, match="a mistake"):
        await OutboxWriter(mistaken).append(make_event(1))


async def test_what_fails_for_long_is_logged_once_and_so_is_that_it_goes_on(make_event: MakeEvent) -> None:
    outbox = FakeOutbox()
    writer = OutboxWriter(outbox.append)
    with capture_logs() as logs:
        for number in range(6):
            outbox.answer = OutboxUnavailable("no disk") if number < 3 else None
            await asyncio.gather(writer.append(make_event(number)), return_exceptions=True)

    assert logs == [
        {"event": "nothing can be recorded", "reason": "no disk", "log_level": "error"},
        {"event": "events are recorded again", "log_level": "info"},
    ]


async def test_the_event_of_a_caller_who_went_away_is_kept(outbox: Outbox, make_event: MakeEvent) -> None:
    writer = OutboxWriter(outbox.append)
    leaving = asyncio.create_task(writer.append(make_event(1)))
    await asyncio.sleep(0)
    leaving.cancel()
    await writer.append(make_event(2))

    assert len(outbox.oldest(9, 9_999)) == 2


async def test_while_another_process_writes_an_event_waits_and_the_loop_does_not(
    outbox: Outbox, make_event: MakeEvent
) -> None:
    writer = OutboxWriter(outbox.append)
    with closing(sqlite3.connect(outbox.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        appending = asyncio.create_task(writer.append(make_event(1)))
        while not outbox._db._lock.locked():  # by the thread: on the loop it would be over by now
            await asyncio.sleep(0.001)
        waits = not appending.done()
        other.execute("ROLLBACK")
        await appending

    assert (waits, [entry.event_id for _, entry in outbox.oldest(9, 9_999)]) == (True, [str(make_event(1).id)])


async def test_while_a_thread_uses_the_file_an_event_waits_and_the_loop_does_not(
    outbox: Outbox, make_event: MakeEvent
) -> None:
    writer = OutboxWriter(outbox.append)
    with outbox._db.reading():
        appending = asyncio.create_task(writer.append(make_event(1)))
        await asyncio.sleep(0.1)
        waits = not appending.done()
    await appending

    assert waits
