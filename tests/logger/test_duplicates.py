"""Duplicates, wherever what is kept lies: each test runs on a hot log and on archived ones."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest

from handdraw_contracts.log import Rejection
from handdraw_logger import duplicates
from handdraw_logger.archive.archive import Archive
from handdraw_logger.duplicates import ANOTHER_TYPE, Duplicates, judge_duplicates
from handdraw_logger.log import Log
from handdraw_logger.records import Record

from .cloud_events import Json, classified, event_id, incoming, label, refused

pytestmark = pytest.mark.anyio


def changed(event: Json, **data: Any) -> Json:
    return event | {"data": event["data"] | data}


@pytest.mark.parametrize(
    "again",
    [
        classified(1),
        classified(1) | {"time": "2026-11-25T08:30:00Z", "instance": "gateway-2"},
        changed(classified(1), timing_ms={"total": 99.0}),
        changed(classified(1), code=None),
    ],
    ids=["to the byte", "another try", "another time", "what is missing said"],
)
async def test_the_same_again_is_a_duplicate(log: Log, again: Json) -> None:
    await log.append(incoming(classified(1)))

    assert await judge_duplicates(log, incoming(again)) == Duplicates(events=1)


@pytest.mark.parametrize(
    ("kept", "again"),
    [
        (classified(1, digit=7), classified(1, digit=3)),
        (classified(1), refused(1)),
        (changed(classified(1), glyph=f"{1046 * 'A'}=="), changed(classified(1), glyph=f"{1045 * 'A'}B==")),
        (changed(classified(1), later=1), changed(classified(1), later=2)),
        (label(1, of=2, digit=4), label(1, of=2, digit=5)),
        (label(1, of=2, digit=4), label(1, of=3, digit=4)),
    ],
    ids=["another digit", "a refusal", "another glyph", "what only a newer gateway knows", "a label", "of another"],
)
async def test_what_says_something_else_is_a_duplicate_that_differs(log: Log, kept: Json, again: Json) -> None:
    await log.append(incoming(kept))

    assert await judge_duplicates(log, incoming(again)) == Duplicates(events=1, differing=1)


async def test_an_event_under_the_id_of_another_type_is_rejected(log: Log) -> None:
    await log.append(incoming(classified(1), label(2, of=1, digit=4), refused(3)))
    sent = incoming(label(1, of=1, digit=4), classified(2), label(3, of=1, digit=4), refused(2), refused(3))

    assert await judge_duplicates(log, sent) == Duplicates(
        events=1,
        rejected=tuple(
            Rejection(id=event_id(number), code="id_of_another_type", detail=ANOTHER_TYPE) for number in (1, 2, 3, 2)
        ),
    )


@pytest.mark.parametrize("segment_events", [1])
async def test_what_is_kept_in_a_damaged_segment_is_taken_for_the_same(log: Log, archive: Archive) -> None:
    await log.append(incoming(classified(1, digit=7), classified(2, digit=7)))
    (archive.folder / archive.index.segments()[0].name).write_bytes(b"")

    assert await judge_duplicates(log, incoming(classified(1, digit=3), classified(2, digit=3))) == Duplicates(
        events=2, differing=1
    )


class Hanging:
    """A log whose archive does not answer."""

    async def find_kept(self, _ids: Sequence[str]) -> dict[str, Record]:
        await asyncio.Event().wait()
        raise AssertionError


async def test_nobody_waits_for_an_archive_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are recorded: whoever sent them must not send them for ever."""
    monkeypatch.setattr(duplicates, "PATIENCE_S", 0.05)

    assert await judge_duplicates(cast("Log", Hanging()), incoming(classified(1))) == Duplicates(events=1)
