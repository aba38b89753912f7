"""The log, wherever its events are: each test runs on a hot log, on an archived one, and on one across the seam."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

import handdraw_logger.log
from handdraw_logger.archive.archive import Archive
from handdraw_logger.counts import count_events
from handdraw_logger.cursors import Place, Stretch
from handdraw_logger.hot.store import Store
from handdraw_logger.log import Log
from handdraw_logger.records import StoredLabel

from .cloud_events import classified, event_id, incoming, label, record_at, refused

pytestmark = pytest.mark.anyio

ALL = Stretch("(0-0", "+")
READ = {"digit": 7, "confidence": 0.9}


def in_force(number: int, digit: int, cursor: str) -> StoredLabel:
    return StoredLabel(event_id(number), digit, cursor)


async def test_events_are_read_in_the_order_in_which_they_were_appended(log: Log) -> None:
    first = await log.append(incoming(classified(2), refused(1)))
    second = await log.append(incoming(classified(3)))

    assert await log.read(ALL, 10) == [
        record_at(first[0], classified(2)),
        record_at(first[1], refused(1)),
        record_at(second[0], classified(3)),
    ]


async def test_an_event_sent_again_is_a_duplicate_and_the_first_stands(log: Log) -> None:
    [cursor] = await log.append(incoming(classified(1, digit=7)))
    again = await log.append(incoming(classified(1, digit=3), label(1, of=2, digit=3)))

    assert (again, await log.read(ALL, 10)) == (["", ""], [record_at(cursor, classified(1, digit=7))])


async def test_a_duplicate_within_a_batch_is_known(log: Log) -> None:
    cursors = await log.append(incoming(classified(1), classified(1), refused(2), classified(1)))
    recorded_at = [record.cursor for record in await log.read(ALL, 9)]

    assert (len(set(recorded_at)), cursors) == (2, [recorded_at[0], "", recorded_at[1], ""])


async def test_of_two_senders_of_one_batch_at_once_each_event_has_one(log: Log) -> None:
    both = await asyncio.gather(*[log.append(incoming(*map(refused, range(50)))) for _ in range(2)])

    assert ([bool(one) != bool(other) for one, other in zip(*both, strict=True)], len(await log.read(ALL, 99))) == (
        [True] * 50,
        50,
    )


async def test_a_label_is_joined_with_what_was_read_and_the_drawing_with_its_label(log: Log) -> None:
    cursors = await log.append(incoming(classified(1), label(2, of=1, digit=4)))

    assert await log.read(ALL, 10) == [
        record_at(cursors[0], classified(1), label=in_force(2, 4, cursors[1])),
        record_at(cursors[1], label(2, of=1, digit=4), read=READ),
    ]


async def test_a_label_replaces_the_one_before_it_and_the_last_wins(log: Log) -> None:
    labels = [label(2, of=1, digit=4), label(3, of=1, digit=9), label(4, of=1, digit=4)]
    cursors = await log.append(incoming(classified(1), *labels))

    assert await log.read(ALL, 10) == [
        record_at(cursors[0], classified(1), label=in_force(4, 4, cursors[3])),
        record_at(cursors[1], labels[0], read=READ),
        record_at(cursors[2], labels[1], read=READ, replaces=in_force(2, 4, cursors[1])),
        record_at(cursors[3], labels[2], read=READ, replaces=in_force(3, 9, cursors[2])),
    ]


async def test_a_label_sent_again_changes_nothing(log: Log) -> None:
    cursors = await log.append(incoming(classified(1), label(2, of=1, digit=4), label(3, of=1, digit=9)))
    await log.append(incoming(label(2, of=1, digit=4)))

    found = await log.find(event_id(1))
    assert found is not None
    assert found.label == in_force(3, 9, cursors[2])


async def test_a_label_that_comes_before_its_drawing_is_joined_with_it_later(log: Log) -> None:
    [before] = await log.append(incoming(label(2, of=1, digit=4)))
    alone = await log.read(ALL, 10)
    [after] = await log.append(incoming(classified(1)))

    assert (alone, await log.read(ALL, 10)) == (
        [record_at(before, label(2, of=1, digit=4))],
        [
            record_at(before, label(2, of=1, digit=4), read=READ),
            record_at(after, classified(1), label=in_force(2, 4, before)),
        ],
    )


@pytest.mark.parametrize("target", [refused(1), label(1, of=5, digit=3)], ids=["a refusal", "another label"])
async def test_a_label_of_what_was_never_read_is_joined_with_nothing(log: Log, target: dict[str, object]) -> None:
    cursors = await log.append(incoming(target, label(2, of=1, digit=4)))

    assert (await log.read(ALL, 10))[1] == record_at(cursors[1], label(2, of=1, digit=4))


@pytest.mark.parametrize("unknown", [event_id(9), [], {"deep": 1}, None], ids=str)
async def test_a_drawing_with_a_field_of_the_labels_is_still_a_drawing(log: Log, unknown: object) -> None:
    event = classified(1)
    event["data"] |= {"classification_id": unknown}
    [cursor] = await log.append(incoming(event))

    assert await log.read(ALL, 10) == [record_at(cursor, event)]


async def test_a_stretch_is_read_half_open_and_no_further_than_asked(log: Log) -> None:
    cursors = await log.append(incoming(*map(refused, range(6))))
    read = [
        await log.read(Stretch(f"({cursors[1]}", cursors[3]), 10),
        await log.read(Stretch(f"({cursors[3]}", "+"), 1),
        await log.read(Stretch(f"({cursors[3]}", cursors[3]), 10),
        await log.read(Stretch("1-0", "(1-0"), 10),
    ]

    assert [[record.cursor for record in records] for records in read] == [cursors[2:4], cursors[4:5], [], []]


async def test_an_event_is_found_by_its_id(log: Log) -> None:
    cursors = await log.append(incoming(classified(1), refused(2)))

    assert await log.find(event_id(2)) == record_at(cursors[1], refused(2))


async def test_an_event_that_was_never_recorded_is_not_found(log: Log) -> None:
    await log.append(incoming(classified(1), label(2, of=3, digit=4)))

    assert await log.find(event_id(3)) is None


async def test_an_empty_log_has_no_events_and_no_end(log: Log) -> None:
    assert (await log.end(), await log.read(ALL, 10)) == (None, [])


async def test_labels_are_unmatched_until_their_drawing_is_recorded_wherever_it_lies(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handdraw_logger.log, "CHUNK", 2)
    await log.append(incoming(*[label(number, of=100 + number % 4, digit=3) for number in range(9)]))
    before = await count_events(log, ALL)
    await log.append(incoming(classified(100), refused(101), classified(102)))
    after = await count_events(log, ALL)

    assert (before.labels, before.unmatched_labels) == (9, 9)
    assert (after.labels, after.unmatched_labels) == (9, 4)


@pytest.mark.parametrize("segment_events", [3])
async def test_unmatched_labels_are_looked_at_some_at_a_time(
    log: Log, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[int] = []

    def find_and_note(first: Place, last: Place, count: int) -> tuple[list[str], Place | None]:
        found = find_unmatched(first, last, count)
        looked_at.append(len(found[0]))
        return found

    await log.append(incoming(*[label(number, of=100 + number, digit=3) for number in range(9)]))
    find_unmatched = archive.find_unmatched
    monkeypatch.setattr(archive, "find_unmatched", find_and_note)
    monkeypatch.setattr(handdraw_logger.log, "CHUNK", 4)
    counted = await count_events(log, ALL)

    assert (counted.unmatched_labels, looked_at) == (9, [4, 4, 1])


@dataclass(frozen=True)
class Damaged:
    """A segment's name. While it is formatted, another segment is found to be damaged."""

    faults: dict[Any, str]

    def __hash__(self) -> int:
        return 0

    def __str__(self) -> str:
        self.faults["another"] = "it is missing"
        return "one"


async def test_damage_that_is_found_during_a_check_is_in_the_next_check(store: Store, archive: Archive) -> None:
    faults: dict[Any, str] = archive.faults
    faults[Damaged(faults)] = "it is cut short"
    checks = [await Log(store, archive).check() for _ in range(2)]

    assert [len(faults) for faults in checks] == [1, 2]
