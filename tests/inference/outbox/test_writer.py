import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import pytest
from structlog.testing import capture_logs

from handdraw_inference.errors import OutboxFull, OutboxUnavailable
from handdraw_inference.outbox.queue import Entry, Outbox
from handdraw_inference.outbox.writer import OutboxWriter

from ..conftest import MakeEvent

pytestmark = pytest.mark.anyio


class SlowOutbox:
    """Commits only while it is let, and remembers how many events each commit had."""

    def __init__(self, answer: OutboxFull | OutboxUnavailable | None = None) -> None:
        self.may_commit = threading.Event()
        self.commits: list[int] = []
        self._answer = answer

    def append(self, entries: Sequence[Entry]) -> list[OutboxFull | None]:
        self.may_commit.wait(10)
        self.commits.append(len(entries))
        if isinstance(self._answer, OutboxUnavailable):
            raise self._answer
        return [self._answer] * len(entries)


@contextmanager
def writing(outbox: Outbox | SlowOutbox) -> Iterator[OutboxWriter]:
    with closing(OutboxWriter(outbox.append)) as writer:
        yield writer


async def test_an_event_is_on_disk_when_append_returns(outbox: Outbox, make_event: MakeEvent) -> None:
    with writing(outbox) as writer:
        await writer.append(make_event(1))

        assert ([e.event_id for _, e in outbox.oldest(9, 9_999)], writer.appended.is_set()) == (
            [str(make_event(1).id)],
            True,
        )


async def test_what_arrives_while_a_commit_is_on_its_way_shares_the_next(make_event: MakeEvent) -> None:
    slow = SlowOutbox()
    with writing(slow) as writer:
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
    slow = SlowOutbox(answer)
    slow.may_commit.set()
    with writing(slow) as writer:
        answers = await asyncio.gather(*(writer.append(make_event(n)) for n in range(3)), return_exceptions=True)

    assert answers == [answer] * 3


async def test_who_waits_hears_of_any_mistake(make_event: MakeEvent) -> None:
    def mistaken(_: Sequence[Entry]) -> list[OutboxFull | None]:
        raise RuntimeError("a mistake")

    with closing(OutboxWriter(mistaken)) as writer, pytest.raises(RuntimeError, match="a mistake"):
        await writer.append(make_event(1))


async def test_what_fails_for_long_is_logged_once_and_so_is_that_it_goes_on(make_event: MakeEvent) -> None:
    slow = SlowOutbox(OutboxUnavailable("no disk"))
    slow.may_commit.set()
    with writing(slow) as writer, capture_logs() as logs:
        for number in range(6):
            slow._answer = OutboxUnavailable("no disk") if number < 3 else None
            await asyncio.gather(writer.append(make_event(number)), return_exceptions=True)

    assert logs == [
        {"event": "nothing can be recorded", "reason": "no disk", "log_level": "error"},
        {"event": "events are recorded again", "log_level": "info"},
    ]


async def test_the_event_of_a_caller_who_went_away_is_kept(outbox: Outbox, make_event: MakeEvent) -> None:
    with writing(outbox) as writer:
        leaving = asyncio.create_task(writer.append(make_event(1)))
        await asyncio.sleep(0)
        leaving.cancel()
        await writer.append(make_event(2))

    assert len(outbox.oldest(9, 9_999)) == 2
